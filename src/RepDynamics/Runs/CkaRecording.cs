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

    /// <summary>Several measures take the outputs of all taps at one epoch: what they start from is computed once.</summary>
    public static void Take(IEnumerable<CkaRecording> recordings, int epoch, IReadOnlyDictionary<string, Tensor> features)
    {
        foreach ((string tap, Tensor output) in features)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor? gram = null;
            foreach (CkaRecording recording in recordings)
            {
                Tensor compared = recording.Measure.Compared(output, recording.snapshots.TokenTaps.Contains(tap));
                recording.recorder.RecordGram(
                    epoch, tap, ReferenceEquals(compared, output) ? gram ??= recording.recorder.Gram(epoch, tap, output) : recording.recorder.Gram(epoch, tap, compared));
            }
        }
        foreach (CkaRecording recording in recordings) recording.recorded.Add(epoch);
    }

    /// <summary>The similarity of every tap, once every epoch was seen.</summary>
    public IReadOnlyList<EpochSimilarity> Similarities() => [.. snapshots.Taps.Select(recorder.Similarity)];

    public void Dispose() => recorder.Dispose();
}
