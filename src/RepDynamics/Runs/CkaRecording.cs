using RepDynamics.Similarity;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>One CKA measure of a run on its way: which epochs it has seen.</summary>
internal sealed class CkaRecording : IDisposable
{
    private readonly CkaRecorder recorder;
    private readonly SnapshotReader snapshots;
    private readonly HashSet<int> recorded = [];

    /// <param name="measure">What is measured.</param>
    /// <param name="run">The run's name, for errors.</param>
    /// <param name="snapshots">The run's snapshots.</param>
    /// <param name="epochs">Their epochs, increasing.</param>
    /// <param name="images">n, the number of images there are of those asked for.</param>
    /// <param name="device">Where the features live.</param>
    public CkaRecording(CkaMeasure measure, string run, SnapshotReader snapshots, IReadOnlyList<int> epochs, int images, Device device)
    {
        (Measure, this.snapshots) = (measure, snapshots);
        recorder = new CkaRecorder(run, snapshots.Taps, epochs, images, measure.Estimator, device);
    }

    /// <summary>What is measured.</summary>
    public CkaMeasure Measure { get; }

    /// <summary>Whether an epoch was seen.</summary>
    public bool Has(int epoch) => recorded.Contains(epoch);

    /// <summary>Takes the outputs of all taps at one epoch.</summary>
    public void Take(int epoch, IReadOnlyDictionary<string, Tensor> features)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string tap, Tensor output) in features)
            recorder.Record(epoch, tap, Measure.Compared(output, snapshots.TokenTaps.Contains(tap)));
        recorded.Add(epoch);
    }

    /// <summary>The similarity of every tap, once every epoch was seen.</summary>
    public IReadOnlyList<EpochSimilarity> Similarities() => [.. snapshots.Taps.Select(recorder.Similarity)];

    public void Dispose() => recorder.Dispose();
}
