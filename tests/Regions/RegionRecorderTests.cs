using RepDynamics.Data;
using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Probes;
using RepDynamics.Regions;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Regions;

public class RegionRecorderTests : ScopedTests
{
    // More grid points than a batch of the recorder, fewer probe images than there are.
    private static readonly RegionOptions Options = new() { Triplets = 3, MislabelledTriplets = 2, Resolution = 10, ProbeImages = 30, HeldOutImages = 9 };

    private static Recipe Recipe(bool resNet) => resNet ? TinyRuns.ResNet : TinyRuns.ViT;

    [Test]
    public void Every_tap_has_a_map_at_every_epoch_and_every_tap_but_the_output_a_probe([Values] bool resNet)
    {
        Recipe recipe = Recipe(resNet);
        int[] epochs = [.. recipe.Snapshots.Epochs(recipe.Epochs)];
        using Network network = recipe.Network.Build(8, 4);
        RunRegions regions = Record(recipe, Options);

        foreach ((PlaneRegions planes, int count) in new[] { (regions.HeldOut, 3), (regions.Mislabelled!, 2) })
        {
            Assert.That(planes.Taps.Select(tap => tap.Tap), Is.EqualTo(network.Taps));
            foreach (TapRegions tap in planes.Taps)
            {
                Assert.That(tap.Maps.Select(map => map.Epoch), Is.EqualTo(epochs));
                Assert.That(tap.Maps.Select(map => (map.Tap, map.Count, map.Resolution, map.Classes)), Is.All.EqualTo((tap.Tap, count, 10, 4)));
                Assert.That(tap.Maps.SelectMany(map => map.Labels.ToArray()), Is.All.LessThan(4));
                Assert.That(tap.Maps[^1].Labels.ToArray().Distinct().Count(), Is.GreaterThan(1), "a map of one class would show nothing");
            }
            Assert.That(planes.Taps.SelectMany(tap => tap.Maps).Select(map => map.Planes).Distinct().Count(), Is.EqualTo(1));
        }
        Assert.That(
            regions.Probes.Select(report => (report.Tap, report.Epoch)),
            Is.EqualTo(epochs.SelectMany(epoch => network.Taps.SkipLast(1).Select(tap => (tap, epoch)))));
    }

    [Test]
    public void The_outputs_map_is_the_networks_own_decision()
    {
        List<byte[]> heldOut = [], mislabelled = [];
        RunRegions regions = Record(TinyRuns.ResNet, Options, snapshot =>
        {
            heldOut.Add(Decisions(snapshot.Network, Triplets.HeldOut(snapshot.Test, TinyRuns.ResNet.Seed, 3, 10)));
            mislabelled.Add(Decisions(snapshot.Network, Triplets.Around(snapshot.Train, mislabelled: true, TinyRuns.ResNet.Seed, 2, 10, Options.ProbeImages)!));
        });

        Assert.That(regions.HeldOut["output"].Maps.Select(map => map.Labels.ToArray()), Is.EqualTo(heldOut));
        Assert.That(regions.Mislabelled!["output"].Maps.Select(map => map.Labels.ToArray()), Is.EqualTo(mislabelled));
    }

    [Test]
    public void A_probes_map_and_report_are_those_of_a_probe_fitted_by_hand([Values] bool resNet)
    {
        string tap = "";
        List<(byte[] Map, double Train, double HeldOut)> byHand = [];
        RunRegions regions = Record(Recipe(resNet), Options, snapshot =>
        {
            using DisposeScope scope = NewDisposeScope();
            tap = snapshot.Network.Taps[2];
            Tensor train = Evaluation.Features(snapshot.Network, snapshot.Train, 30)[tap];
            Tensor heldOut = Evaluation.Features(snapshot.Network, snapshot.Test, 9)[tap];
            using var probe = LinearProbe.Fit(new ProbeSubject("by hand", tap, 0), train, snapshot.Train.Labels.narrow(0, 0, 30), 4);
            PlaneSet planes = Triplets.HeldOut(snapshot.Test, TinyRuns.ResNet.Seed, 3, 10);
            byHand.Add((
                Bytes(probe.Classes(Tap(snapshot.Network, planes, tap))),
                Agreement(probe.Classes(train), snapshot.Train.Set.GivenLabels),
                Agreement(probe.Classes(heldOut), snapshot.Test.Set.TrueLabels)));
        });

        Assert.That(regions.HeldOut[tap].Maps.Select(map => map.Labels.ToArray()), Is.EqualTo(byHand.Select(b => b.Map)));
        Assert.That(
            regions.Probes.Where(report => report.Tap == tap).Select(report => (report.TrainAccuracy, report.HeldOutAccuracy)),
            Is.EqualTo(byHand.Select(b => (b.Train, b.HeldOut))));
    }

    [Test]
    public void Without_label_noise_there_are_no_planes_around_mislabelled_images()
    {
        RunRegions regions = Start(TinyRuns.ViT with { Data = TinyRuns.ViT.Data with { LabelNoise = 0 } }, Options);

        Assert.That(regions.Mislabelled, Is.Null);
        Assert.That(regions.Probes.Select(report => report.TrueAccuracyOfMislabelled), Is.All.Null);
    }

    [Test]
    public void Without_planes_around_training_images_those_through_held_out_images_stay_as_they_are()
    {
        RunRegions with = Start(TinyRuns.ViT, Options), without = Start(TinyRuns.ViT, Options with { MislabelledTriplets = 0 });

        Assert.That((without.Mislabelled, without.RightlyLabelled), Is.EqualTo(((PlaneRegions?)null, (PlaneRegions?)null)));
        Assert.That(without.HeldOut.Taps.Select(tap => tap.Maps[0].Labels.ToArray()), Is.EqualTo(with.HeldOut.Taps.Select(tap => tap.Maps[0].Labels.ToArray())));
    }

    [Test]
    public void Where_fewer_labels_are_wrong_than_planes_are_asked_for_each_has_one()
    {
        // 3 of 40.
        RunRegions regions = Start(TinyRuns.ViT with { Data = TinyRuns.ViT.Data with { LabelNoise = 0.075 } }, Options with { MislabelledTriplets = 20, ProbeImages = 40 });

        CornerImage[] first = [.. regions.Mislabelled!.Planes.Select(plane => plane[0])];
        Assert.That(first, Has.Length.EqualTo(3));
        Assert.That(first.Select(image => image.Index), Is.Unique);
        Assert.That(first.Select(image => image.GivenLabel == image.TrueLabel), Is.All.False);
    }

    [Test]
    public void The_images_behind_a_plane_are_recorded_with_labels_pixels_and_places()
    {
        TrainingData data = TinyRuns.ViT.Data.Load(TinyRuns.ViT.Seed);
        RunRegions regions = Start(TinyRuns.ViT, Options);
        PlaneSet planes = null!;
        data.OnCpu((train, _) => planes = Triplets.Around(train, mislabelled: true, TinyRuns.ViT.Seed, 2, 10, Options.ProbeImages)!);

        AssertShown(regions.HeldOut, data.Test);
        AssertShown(regions.Mislabelled!, data.Train);
        Assert.That(regions.Mislabelled!.Planes.Select(plane => plane.Select(image => image.Index)), Is.EqualTo(planes.Triplets.Select(t => new[] { t.First, t.Second, t.Third })));
        Assert.That(regions.Mislabelled.Planes.Select(plane => plane.Select(image => image.Place)), Is.EqualTo(planes.Planes.Select(plane => plane.Images)));

        static void AssertShown(PlaneRegions found, ImageSet set)
        {
            foreach (CornerImage image in found.Planes.SelectMany(plane => plane))
            {
                Assert.That((image.TrueLabel, image.GivenLabel), Is.EqualTo((set.TrueLabels[image.Index], set.GivenLabels[image.Index])));
                Assert.That(image.Shape, Is.EqualTo(new[] { 3, 8, 8 }));
                Assert.That(image.Pixels, Is.EqualTo(set.Image(image.Index).ToArray()));
            }
        }
    }

    [Test]
    public void Runs_of_one_seed_see_the_same_planes_and_those_of_another_do_not()
    {
        RunRegions[] regions =
            [.. new[] { TinyRuns.ViT with { Seed = 4 }, TinyRuns.ResNet with { Seed = 4 }, TinyRuns.ViT with { Seed = 5 } }.Select(recipe => Start(recipe, Options))];
        foreach (Func<RunRegions, PlaneRegions> set in new Func<RunRegions, PlaneRegions>[] { r => r.HeldOut, r => r.Mislabelled!, r => r.RightlyLabelled! })
        {
            string[] planes = [.. regions.Select(run => set(run).Taps[0].Maps[0].Planes)];
            Assert.That(planes[1], Is.EqualTo(planes[0]));
            Assert.That(planes[2], Is.Not.EqualTo(planes[0]));
        }
    }

    [Test]
    public void Planes_around_training_images_are_none_that_a_probe_is_fitted_to()
    {
        RunRegions regions = Start(TinyRuns.ViT, Options with { ProbeImages = 25 });
        foreach ((PlaneRegions planes, bool wrong) in new[] { (regions.Mislabelled!, true), (regions.RightlyLabelled!, false) })
        {
            Assert.That(planes.Planes.Select(plane => plane[0].Index), Is.All.GreaterThanOrEqualTo(25));
            Assert.That(planes.Planes.Select(plane => plane[0].GivenLabel != plane[0].TrueLabel), Is.All.EqualTo(wrong));
        }
    }

    [Test]
    public void The_outputs_pieces_are_counted_at_the_epochs_asked_for()
    {
        RegionOptions options = Options with { OutputTriplets = 4, OutputResolution = 7 };
        List<double> wrong = [], right = [];
        int[] epochs = [.. TinyRuns.ViT.Snapshots.Epochs(TinyRuns.ViT.Epochs)], some = [epochs[1], epochs[^1]];
        RunRegions regions = Record(TinyRuns.ViT, options, snapshot =>
        {
            if (!some.Contains(snapshot.Metrics.Epoch)) return;
            wrong.Add(Pieces(snapshot, mislabelled: true));
            right.Add(Pieces(snapshot, mislabelled: false));
        }, outputEpochs: some);

        Assert.That(regions.Pieces!.Epochs, Is.EqualTo(some));
        Assert.That(regions.Pieces.Wrong, Is.EqualTo(wrong));
        Assert.That(regions.Pieces.Right, Is.EqualTo(right));
        Assert.That(Start(TinyRuns.ViT, options).Pieces, Is.Null);

        static double Pieces(Snapshot snapshot, bool mislabelled)
        {
            PlaneSet planes = Triplets.Around(snapshot.Train, mislabelled, TinyRuns.ViT.Seed, 4, 7)!;
            return Fragmentation.Mean(new RegionMap("output", 0, planes.Hash, 7, 4, Decisions(snapshot.Network, planes)));
        }
    }

    [Test]
    public void The_network_is_left_as_it_was([Values] bool training)
    {
        using Network network = Untrained(TinyRuns.ResNet);
        network.train(training);
        string before = BitwiseEqual.Of(network.state_dict());

        With(TinyRuns.ResNet, Options, recorder => recorder.Record(0, network));

        Assert.That(BitwiseEqual.Of(network.state_dict()), Is.EqualTo(before), "weights and running statistics");
        Assert.That(network.modules().Select(module => module.training), Is.All.EqualTo(training));
    }

    [Test]
    public void The_same_run_recorded_twice_gives_the_same_bytes([Values] bool resNet)
    {
        byte[] once = SyntheticRuns.File(Record(Recipe(resNet), Options)), again = SyntheticRuns.File(Record(Recipe(resNet), Options));

        Assert.That(again, Is.EqualTo(once));
    }

    [Test]
    public void More_images_than_there_are_means_all_of_them()
    {
        byte[] all = SyntheticRuns.File(Start(TinyRuns.ViT, Options with { ProbeImages = 40, HeldOutImages = 12 }));

        Assert.That(SyntheticRuns.File(Start(TinyRuns.ViT, Options with { ProbeImages = 41, HeldOutImages = 1000 })), Is.EqualTo(all));
        Assert.That(SyntheticRuns.File(Start(TinyRuns.ViT, Options with { ProbeImages = 39, HeldOutImages = 12 })), Is.Not.EqualTo(all));
    }

    [Test]
    public void An_option_out_of_range_is_named()
    {
        foreach ((RegionOptions options, string message) in new[]
        {
            (Options with { Triplets = 0 }, "RegionOptions.Triplets is 0: it must be at least 1"),
            (Options with { MislabelledTriplets = -1 }, "RegionOptions.MislabelledTriplets is -1: it must be at least 0"),
            (Options with { Resolution = 1 }, "RegionOptions.Resolution is 1: it must be at least 2"),
            (Options with { ProbeImages = 1 }, "RegionOptions.ProbeImages is 1: it must be at least 2"),
            (Options with { HeldOutImages = 0 }, "RegionOptions.HeldOutImages is 0: it must be at least 1"),
            (Options with { Probe = new ProbeOptions { L2 = 0 } }, "L2 = 0"),
        })
        {
            Assert.That(() => With(TinyRuns.ViT, options, _ => { }), Throws.ArgumentException.With.Message.Contains(message));
        }
        foreach (RegionOptions options in RepDynamics.Profiles.Profile.All.Select(profile => profile.Regions).Append(new RegionOptions()))
            Assert.That(options.Validated, Throws.Nothing);
    }

    [Test]
    public void Too_few_images_no_snapshot_and_features_that_are_not_finite_are_reported_by_name()
    {
        using DeviceImages two = Sets.OnDevice(Sets.Textures(2));
        Assert.That(() => new RegionRecorder("a run", two, two, Options, seed: 1), Throws.ArgumentException.With.Message.Contains("needs 3 images, found 2"));
        With(TinyRuns.ViT, Options, recorder => Assert.That(
            recorder.Regions, Throws.InvalidOperationException.With.Message.EqualTo("ViT SGD textures seed 3: no snapshot was recorded.")));
        using Network network = Untrained(TinyRuns.ViT);
        using (no_grad()) network.parameters().First().fill_(float.NaN);

        With(TinyRuns.ViT, Options, recorder => Assert.That(
            () => recorder.Record(7, network), Throws.ArgumentException.With.Message.StartsWith("ViT SGD textures seed 3, tap embedding, epoch 7: ")));
    }

    // The regions of a run, recorded while it trains.
    private static RunRegions Record(Recipe recipe, RegionOptions options, Action<Snapshot>? look = null, IEnumerable<int>? outputEpochs = null)
    {
        RunRegions? regions = null;
        With(recipe, options, recorder =>
        {
            recipe.Trainer().Run(snapshot =>
            {
                recorder.Record(snapshot.Metrics.Epoch, snapshot.Network);
                look?.Invoke(snapshot);
            });
            regions = recorder.Regions();
        }, outputEpochs);
        return regions!;
    }

    // Those of its untrained network, where it does not matter which.
    private static RunRegions Start(Recipe recipe, RegionOptions options)
    {
        RunRegions? regions = null;
        using Network network = Untrained(recipe);
        With(recipe, options, recorder =>
        {
            recorder.Record(0, network);
            regions = recorder.Regions();
        });
        return regions!;
    }

    private static void With(Recipe recipe, RegionOptions options, Action<RegionRecorder> what, IEnumerable<int>? outputEpochs = null) => recipe.Data.Load(recipe.Seed).OnCpu((train, test) =>
    {
        using RegionRecorder recorder = new(recipe.Name(), train, test, options, recipe.Seed, outputEpochs);
        what(recorder);
    });

    private static Network Untrained(Recipe recipe)
    {
        Network network = recipe.Network.Build(8, 4);
        Initialization.Apply(network, new SeededRandom(1));
        return network;
    }

    private static byte[] Decisions(Network network, PlaneSet planes)
    {
        using IDisposable noGrad = no_grad();
        return Bytes(network.Run(planes.Images(0, planes.Points, CPU)).argmax(1));
    }

    private static Tensor Tap(Network network, PlaneSet planes, string tap)
    {
        using IDisposable noGrad = no_grad();
        Tensor? found = null;
        network.Run(planes.Images(0, planes.Points, CPU), (name, output) => found = name == tap ? output.clone() : found);
        return found!;
    }

    private static byte[] Bytes(Tensor classes) => [.. classes.data<long>().ToArray().Select(label => (byte)label)];

    private static double Agreement(Tensor classes, IReadOnlyList<int> labels)
    {
        long[] found = classes.data<long>().ToArray();
        return (double)found.Where((label, i) => label == labels[i]).Count() / found.Length;
    }
}
