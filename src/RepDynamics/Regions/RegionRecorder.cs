using RepDynamics.Data;
using RepDynamics.Models;
using RepDynamics.Probes;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Regions;

/// <summary>
/// Measures the decision regions of a run, snapshot by snapshot: fits a probe to every tap, then runs the network once on every grid point and
/// records its class by every probe and by the network.
/// </summary>
internal sealed class RegionRecorder : IDisposable
{
    // Fills the kernels, and all taps of a batch fit into memory at once.
    private const int BatchSize = 256;

    private readonly string run;
    private readonly DeviceImages train, test;
    private readonly (int Train, int HeldOut) probed;
    private readonly ProbeSeries probes;
    private readonly PlaneSet heldOut;
    private readonly PlaneSet? mislabelled, rightlyLabelled;
    private readonly (PlaneSet Wrong, PlaneSet Right)? output;
    private readonly HashSet<int> outputEpochs;
    private readonly List<(int Epoch, double Wrong, double Right)> pieces = [];
    private readonly List<ProbeReport> reports = [];
    private readonly Dictionary<(PlaneSet, string), List<RegionMap>> maps = [];
    private ImmutableArray<string> taps = [];

    /// <remarks>The seed, the run's, chooses the planes. The pieces of the network's own decision are counted at the output epochs; nowhere without them.</remarks>
    /// <exception cref="ArgumentException">An option is out of range, or the images are too few or too alike for planes.</exception>
    public RegionRecorder(string run, DeviceImages train, DeviceImages test, RegionOptions options, long seed, IEnumerable<int>? outputEpochs = null)
    {
        options.Validated();
        (this.run, this.train, this.test) = (run, train, test);
        probed = (Math.Min(options.ProbeImages, train.Set.Count), Math.Min(options.HeldOutImages, test.Set.Count));
        heldOut = Triplets.HeldOut(test, seed, options.Triplets, options.Resolution);
        mislabelled = Triplets.Around(train, mislabelled: true, seed, options.MislabelledTriplets, options.Resolution, probed.Train);
        rightlyLabelled = Triplets.Around(train, mislabelled: false, seed, options.MislabelledTriplets, options.Resolution, probed.Train);
        this.outputEpochs = options.OutputTriplets == 0 ? [] : [.. outputEpochs ?? []];
        if (this.outputEpochs.Count > 0 && Output(mislabelled: true) is { } wrong && Output(mislabelled: false) is { } right) output = (wrong, right);
        probes = new ProbeSeries(
            run, train.Set.Classes, [.. train.Set.GivenLabels.Take(probed.Train)], [.. train.Set.TrueLabels.Take(probed.Train)],
            [.. test.Set.TrueLabels.Take(probed.HeldOut)], options.Probe);

        PlaneSet? Output(bool mislabelled) => Triplets.Around(train, mislabelled, seed, options.OutputTriplets, options.OutputResolution);
    }

    /// <summary>Records a snapshot, of a later epoch than the one before; puts the mode of the network back.</summary>
    /// <exception cref="ArgumentException">Names run, tap and epoch: features are constant or not finite.</exception>
    public void Record(int epoch, Network network)
    {
        taps = [.. network.Taps];
        using DisposeScope scope = NewDisposeScope();
        using (DisposeScope features = NewDisposeScope())
        {
            reports.AddRange(probes.Fit(
                epoch,
                WithoutOutput(Evaluation.Features(network, train, probed.Train)),
                WithoutOutput(Evaluation.Features(network, test, probed.HeldOut))));
        }
        bool training = network.training;
        network.eval();
        try
        {
            foreach (PlaneSet planes in new[] { heldOut, mislabelled, rightlyLabelled }.OfType<PlaneSet>()) Map(epoch, network, planes);
            if (output is var (wrong, right) && outputEpochs.Contains(epoch)) pieces.Add((epoch, Pieces(epoch, network, wrong), Pieces(epoch, network, right)));
        }
        finally
        {
            network.train(training);
        }
    }

    public RunRegions Regions() => taps.Length == 0
        ? throw new InvalidOperationException($"{run}: no snapshot was recorded.")
        : new()
        {
            HeldOut = On(heldOut, test.Set),
            Mislabelled = mislabelled is null ? null : On(mislabelled, train.Set),
            RightlyLabelled = rightlyLabelled is null ? null : On(rightlyLabelled, train.Set),
            Pieces = pieces.Count == 0 ? null : new([.. pieces.Select(at => at.Epoch)], [.. pieces.Select(at => at.Wrong)], [.. pieces.Select(at => at.Right)]),
            Probes = [.. reports],
        };

    public void Dispose() => probes.Dispose();

    private double Pieces(int epoch, Network network, PlaneSet planes)
    {
        using IDisposable noGrad = no_grad();
        byte[] labels = new byte[planes.Points];
        planes.ForEachBatch(BatchSize, train.Pixels.device, (start, images) => Write(network.forward(images).argmax(1), labels.AsSpan(start)));
        return Fragmentation.Mean(new RegionMap(taps[^1], epoch, planes.Hash, planes.Resolution, train.Set.Classes, labels));
    }

    private Dictionary<string, Tensor> WithoutOutput(IReadOnlyDictionary<string, Tensor> features) =>
        features.Where(tap => tap.Key != taps[^1]).ToDictionary();

    private void Map(int epoch, Network network, PlaneSet planes)
    {
        using IDisposable noGrad = no_grad();
        var labels = taps.ToDictionary(tap => tap, _ => new byte[planes.Points]);
        planes.ForEachBatch(BatchSize, train.Pixels.device, (start, images) =>
            network.Run(images, (tap, output) =>
            {
                using DisposeScope scope = NewDisposeScope();
                // The network's own decision needs no probe.
                Write(tap == taps[^1] ? output.argmax(1) : probes[tap].Classes(output), labels[tap].AsSpan(start));
            }));
        foreach (string tap in taps)
        {
            if (!maps.ContainsKey((planes, tap))) maps[(planes, tap)] = [];
            maps[(planes, tap)].Add(new(tap, epoch, planes.Hash, planes.Resolution, train.Set.Classes, labels[tap]));
        }
    }

    private static void Write(Tensor classes, Span<byte> labels)
    {
        using Tensor onHost = classes.cpu();
        long[] found = onHost.data<long>().ToArray();
        for (int i = 0; i < found.Length; i++) labels[i] = (byte)found[i];
    }

    private PlaneRegions On(PlaneSet planes, ImageSet images)
    {
        return new()
        {
            Planes = [.. planes.Planes.Zip(planes.Triplets, (plane, triplet) =>
                ImmutableArray.Create(Corner(triplet.First, plane.Images[0]), Corner(triplet.Second, plane.Images[1]), Corner(triplet.Third, plane.Images[2])))],
            Taps = [.. taps.Select(tap => new TapRegions(tap, [.. maps[(planes, tap)]]))],
        };

        CornerImage Corner(int index, PlanePosition place) => new(
            index, place, images.TrueLabels[index], images.GivenLabels[index], [images.Channels, images.Height, images.Width], [.. images.Image(index)]);
    }
}
