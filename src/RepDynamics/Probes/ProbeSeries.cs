using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// The probes of one run: all taps of a snapshot at once, from features of one pass, each started from the same tap's probe at the
/// snapshot before, which costs less and gives the same.
/// </summary>
internal sealed class ProbeSeries : IDisposable
{
    private readonly string run;
    private readonly int classes;
    private readonly Tensor given;
    private readonly int[] givenLabels, trueLabels, heldOutLabels;
    private readonly ProbeOptions options;
    private readonly Dictionary<string, LinearProbe> latest = [];

    /// <exception cref="ArgumentException">
    /// The given and the true labels of the training images differ in number, there are none, or an option is out of range.
    /// </exception>
    public ProbeSeries(string run, int classes, int[] givenLabels, int[] trueLabels, int[] heldOutLabels, ProbeOptions? options = null)
    {
        (int images, int heldOut) = (givenLabels.Length, heldOutLabels.Length);
        if (images != trueLabels.Length)
            throw new ArgumentException($"{run}: {images} given and {trueLabels.Length} true labels; expected one of each an image.", nameof(trueLabels));
        if (images == 0 || heldOut == 0)
            throw new ArgumentException($"{run}: probes need training and held-out images; found {images} and {heldOut}.", nameof(givenLabels));
        (this.run, this.classes, this.options) = (run, classes, (options ?? new ProbeOptions()).Validated());
        (this.givenLabels, this.trueLabels, this.heldOutLabels) = (givenLabels, trueLabels, heldOutLabels);
        given = tensor([.. givenLabels.Select(label => (long)label)], [images]).DetachFromDisposeScope();
    }

    /// <summary>The latest snapshot's probe of a tap; it lives until the tap's next one, or the series, takes its place.</summary>
    /// <exception cref="ArgumentException">No probe was fitted to that tap.</exception>
    public LinearProbe this[string tap] =>
        latest.TryGetValue(tap, out LinearProbe? probe) ? probe : throw new ArgumentException($"{run}: no probe was fitted to tap {tap}.", nameof(tap));

    /// <summary>Fits the probes of one snapshot to every tap's output on both sets of images, float <c>[n, ...]</c>; reports in their order.</summary>
    /// <exception cref="ArgumentException">As for <see cref="LinearProbe.Fit"/>, or the held-out features are missing or too many or few.</exception>
    public IReadOnlyList<ProbeReport> Fit(int epoch, IReadOnlyDictionary<string, Tensor> train, IReadOnlyDictionary<string, Tensor> heldOut) =>
        [.. train.Select(tap => FitOne(new ProbeSubject(run, tap.Key, epoch), tap.Value, heldOut.GetValueOrDefault(tap.Key)))];

    public void Dispose()
    {
        given.Dispose();
        foreach (LinearProbe probe in latest.Values) probe.Dispose();
    }

    private ProbeReport FitOne(ProbeSubject subject, Tensor train, Tensor? heldOut)
    {
        if (heldOut is null || heldOut.size(0) != heldOutLabels.Length)
        {
            string found = heldOut is null ? "none" : $"features of {heldOut.size(0)}";
            throw new ArgumentException($"{subject}: {found} where features of {heldOutLabels.Length} held-out images were expected.");
        }
        using DisposeScope scope = NewDisposeScope();
        // Flattening may be a copy, and the features are read twice.
        if (train.dim() > 1 && train.size(0) == givenLabels.Length) train = train.reshape(train.size(0), -1);
        LinearProbe? before = latest.GetValueOrDefault(subject.Tap);
        var probe = LinearProbe.Fit(subject, train, given, classes, options, before);
        before?.Dispose();
        latest[subject.Tap] = probe;
        long[] classified = Classified(probe, train);
        int[] mislabelled = [.. Enumerable.Range(0, givenLabels.Length).Where(i => givenLabels[i] != trueLabels[i])];
        return new ProbeReport(
            subject.Tap,
            subject.Epoch,
            Share(givenLabels.Where((label, i) => classified[i] == label).Count(), givenLabels.Length),
            Share(Classified(probe, heldOut).Zip(heldOutLabels).Count(pair => pair.First == pair.Second), heldOutLabels.Length),
            mislabelled.Length == 0 ? null : Share(mislabelled.Count(i => classified[i] == trueLabels[i]), mislabelled.Length),
            probe.Iterations,
            probe.GradientNorm);
    }

    private static long[] Classified(LinearProbe probe, Tensor features)
    {
        using Tensor found = probe.Classes(features), onCpu = found.cpu();
        return onCpu.data<long>().ToArray();
    }

    private static double Share(int some, int all) => (double)some / all;
}

/// <summary>How well one probe does, and how it was reached.</summary>
/// <param name="TrainAccuracy">Share of the probe's training images classified as the label given, in [0, 1].</param>
/// <param name="HeldOutAccuracy">Share of the held-out images classified rightly, in [0, 1].</param>
/// <param name="TrueAccuracyOfMislabelled">
/// Share of the mislabelled training images classified as their true class, in [0, 1]; null when none is mislabelled. High: the probe
/// sees through the noise; low, with a high training accuracy: the representation makes the wrong labels linearly readable.
/// </param>
/// <param name="Iterations">Newton steps.</param>
/// <param name="GradientNorm">Norm of the gradient at the solution, relative to that at zero.</param>
public sealed record ProbeReport(
    string Tap, int Epoch, double TrainAccuracy, double HeldOutAccuracy, double? TrueAccuracyOfMislabelled, int Iterations, double GradientNorm);
