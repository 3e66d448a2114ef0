using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Regions;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static RepDynamics.Tests.Store.DamageTests;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>A scheduler that measures decision regions keeps them as it keeps snapshots: once, and to the bit.</summary>
public class RunSchedulerRegionsTests : SchedulerTests
{
    private static readonly RegionOptions Options = TinyRuns.Regions;
    private static readonly string Measure = $"measures/{new RegionMeasure(Options).Name}.json";
    private static readonly Recipe Short = TinyRuns.ViT with { Epochs = 2 };

    [Test]
    public void Regions_are_measured_after_training_and_stored()
    {
        RunOutcome outcome = Run();

        Assert.That(outcome.WasStored, Is.False);
        Assert.That(Kinds, Is.EqualTo(new[]
        {
            typeof(RunStarted), typeof(RunAdvanced), typeof(RunAdvanced), typeof(RunMeasuring), typeof(RunMeasuring), typeof(RunMeasuring), typeof(RunFinished),
        }));
        Assert.That(
            events.OfType<RunMeasuring>().Select(m => (m.What, m.Done, m.Of)),
            Is.EqualTo(new[] { ("decision regions", 0, 3), ("decision regions", 1, 3), ("decision regions", 2, 3) }));
        Assert.That(StoreContents.Of(Folder).Keys, Has.One.EndsWith(Measure).And.One.EndsWith("measures/cka-biased-400.json"));
        RunRegions regions = outcome.Record!.Regions!;
        Assert.That(regions.HeldOut.Taps.Select(tap => tap.Tap), Is.EqualTo(new[] { "embedding", "block1", "block2", "output" }));
        Assert.That(regions.HeldOut.Taps[0].Maps.Select(map => map.Epoch), Is.EqualTo(Short.Snapshots.Epochs(2)));
        Assert.That(outcome.Record.RegionBlocks.Select(block => (block.Tap, block.MeasureName)), Is.EqualTo(new[] { ("block1", "regions"), ("block2", "regions") }));
    }

    [Test]
    public void Regions_are_not_measured_by_default_and_later_without_training()
    {
        RunOutcome outcome = Run(null);

        Assert.That(outcome.Record!.Regions, Is.Null);
        Assert.That(() => outcome.Record.RegionBlocks, Throws.InvalidOperationException.With.Message.StartsWith(Short.Name() + ": decision regions were not measured"));
        Assert.That(events.OfType<RunMeasuring>(), Is.Empty);
        Assert.That(StoreContents.Of(Folder).Keys, Has.None.Contains("regions"));

        events.Clear();
        Assert.That(Run().WasStored, Is.True);
        Assert.That(Kinds.Distinct(), Is.EqualTo(new[] { typeof(RunMeasuring), typeof(RunAlreadyStored) }));
        Assert.That(StoreContents.Of(Folder), Is.EqualTo(AtOnce()));
    }

    [Test]
    public void A_second_time_they_are_found_and_they_are_unchanged_if_not_requested()
    {
        RunRegions first = Run().Record!.Regions!;
        events.Clear();

        Assert.That(Run(null).Record!.Regions, Is.Null);
        AssertSame(Run().Record!.Regions!, first);

        Assert.That(Kinds, Is.All.EqualTo(typeof(RunAlreadyStored)));
        Assert.That(StoreContents.Of(Folder), Is.EqualTo(AtOnce()));
    }

    [TestCase("resolution")]
    [TestCase("probes")]
    public void Other_options_measure_again_and_train_nothing(string what)
    {
        RegionOptions others = what == "probes" ? Options with { Probe = new() { L2 = 0.1 } } : Options with { Resolution = 5 };
        RunRegions first = Run().Record!.Regions!;
        events.Clear();

        RunOutcome other = Run(others);

        Assert.That(other.WasStored, Is.True);
        Assert.That(Kinds.Distinct(), Is.EqualTo(new[] { typeof(RunMeasuring), typeof(RunAlreadyStored) }));
        Assert.That(SyntheticRuns.File(other.Record!.Regions!), Is.Not.EqualTo(SyntheticRuns.File(first)));
        AssertSame(Run().Record!.Regions!, first);
    }

    [Test]
    public void A_damaged_measure_is_made_again_to_the_same_bytes([Values(Harm.FlippedBitInTheMiddle, Harm.LastByteCut, Harm.Deleted)] Harm harm)
    {
        Run();
        SortedDictionary<string, string> whole = StoreContents.Of(Folder);
        Do(harm, Path.Combine(Folder, whole.Keys.Single(file => file.EndsWith(Measure, StringComparison.Ordinal))));
        events.Clear();

        Assert.That(Run().WasStored, Is.True);

        Assert.That(events.OfType<RunNote>().Select(note => note.Text), Has.Some.Contains("regions-2+2x4-20"));
        Assert.That(events.OfType<RunAdvanced>(), Is.Empty);
        Assert.That(
            StoreContents.Of(Folder).Where(file => !file.Key.StartsWith("quarantine", StringComparison.Ordinal)),
            Is.EqualTo(whole));
    }

    [Test]
    public void A_run_stopped_while_it_is_measured_is_measured_from_the_start_and_ends_with_the_same_files([Values] bool resNet)
    {
        Recipe recipe = resNet ? TinyRuns.ResNet with { Epochs = 2 } : Short;
        Stop(Folder, what => what is RunMeasuring { Done: 1 }, [recipe], Options);

        Assert.That(events[^1], Is.TypeOf<RunStopped>());
        Assert.That(StoreContents.Of(Folder).Keys, Has.None.Contains("regions"));
        events.Clear();
        RunOutcome resumed = Run(Options, recipe);

        Assert.That(resumed.WasStored, Is.True);
        Assert.That(events.OfType<RunMeasuring>().Select(m => m.Done), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(StoreContents.Of(Folder), Is.EqualTo(AtOnce(recipe)));
    }

    [Test]
    public void The_plane_that_figures_show_is_measured_finely_and_kept_and_no_run_lacks_it()
    {
        RunRecord without = Run(Options).Record!;
        RunOutcome lacking = Drawn(storedOnly: true);
        string[] files = [.. StoreContents.Of(Folder).Keys];
        RunOutcome drawn = Drawn(storedOnly: false), again = Drawn(storedOnly: true);
        PlaneRegions plane = drawn.Record!.DrawnPlane!;

        Assert.That(without.DrawnPlane, Is.Null);
        Assert.That((lacking.Error, lacking.Record!.DrawnPlane), Is.EqualTo(((Exception?)null, (PlaneRegions?)null)), "a stored run is complete without it");
        Assert.That(drawn.WasStored, Is.True, "nothing was trained");
        Assert.That(plane.Taps.Select(tap => tap.Tap), Is.EqualTo(without.Regions!.Mislabelled!.Taps.Select(tap => tap.Tap)));
        Assert.That(plane.Taps.SelectMany(tap => tap.Maps).Select(map => (map.Resolution, map.Count)), Is.All.EqualTo((DrawnPlane.LeastResolution, 1)));
        Assert.That(plane.Taps[0].Maps.Select(map => map.Epoch), Is.EqualTo(DrawnPlane.Epochs(without).Keys));
        Assert.That(plane.Planes[0].Select(image => image.Index), Is.EqualTo(without.Regions.Mislabelled.Planes[0].Select(image => image.Index)), "the first of the run's planes");
        AssertSame(drawn.Record.Regions!, without.Regions);
        Assert.That(StoreContents.Of(Folder).Keys.Except(files), Has.Exactly(1).Items);
        Assert.That(again.Record!.DrawnPlane!.Taps[^1].Maps[^1].Labels.ToArray(), Is.EqualTo(plane.Taps[^1].Maps[^1].Labels.ToArray()));
    }

    private RunOutcome Drawn(bool storedOnly) =>
        new RunScheduler(CPU, events.Add) { Store = new RunStore(Folder), Regions = Options, DrawsPlane = _ => true, StoredOnly = storedOnly }.Run([Short])[0];

    [Test]
    public void Without_wrong_labels_the_regions_around_them_are_none_also_when_found_again()
    {
        Recipe clean = Short with { Data = Short.Data with { LabelNoise = 0 } };

        Assert.That(Run(Options, clean).Record!.Regions!.Mislabelled, Is.Null);
        Assert.That(Run(Options, clean).Record!.Regions!.Mislabelled, Is.Null);
        Assert.That(events[^1], Is.TypeOf<RunAlreadyStored>());
    }

    [Test]
    public void Options_out_of_range_fail_the_run_and_name_the_field()
    {
        RunOutcome outcome = Run(Options with { Resolution = 1 });

        Assert.That(outcome.Error, Is.TypeOf<ArgumentException>().With.Message.StartsWith("RegionOptions.Resolution is 1"));
    }

    private Type[] Kinds => [.. events.Select(e => e.GetType())];

    private RunOutcome Run() => Run(Options);

    private RunOutcome Run(RegionOptions? options, Recipe? recipe = null) =>
        new RunScheduler(CPU, events.Add) { Store = new RunStore(Folder), Regions = options }.Run([recipe ?? Short])[0];

    // What a scheduler keeps that trains and measures in one go.
    private static SortedDictionary<string, string> AtOnce(Recipe? recipe = null)
    {
        using TemporaryFolder other = new();
        new RunScheduler(CPU, _ => { }) { Store = new RunStore(other.Path), Regions = Options }.Run([recipe ?? Short]);
        return StoreContents.Of(other.Path);
    }

    private static void AssertSame(RunRegions found, RunRegions expected) => Assert.That(SyntheticRuns.File(found), Is.EqualTo(SyntheticRuns.File(expected)));
}
