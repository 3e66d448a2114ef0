using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// Computes what a trainer records at a snapshot. For a network that loaded the snapshot's state (<see cref="NetworkState.Load"/>) the
/// numbers are the same, to the bit, on the same machine.
/// </summary>
internal static class Evaluation
{
    // Part of what decides the bits: libtorch may choose another kernel for another batch.
    private const int BatchSize = 200;

    /// <summary>Every tap's output on the first images of a set, in evaluation mode. The network's own mode is put back.</summary>
    /// <param name="count">How many images, from the first; 0 gives no features.</param>
    /// <returns>By tap, <c>[count, ...]</c>; the tensors belong to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more than there are.</exception>
    /// <exception cref="InvalidOperationException">The network does not report one of its taps.</exception>
    public static IReadOnlyDictionary<string, Tensor> Features(Network network, DeviceImages images, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, images.Set.Count);
        // Whole batches, as at a snapshot, until the images are together.
        int batches = (count + BatchSize - 1) / BatchSize;
        return Pass(network, images, Math.Min(images.Set.Count, batches * BatchSize), count).Features;
    }

    /// <summary>
    /// The fraction of a set's images that a network in evaluation mode classifies as the label given, NaN if a logit is not finite; and, of the
    /// same pass, <see cref="Features"/>.
    /// </summary>
    public static (double Accuracy, IReadOnlyDictionary<string, Tensor> Features) AccuracyAndFeatures(Network network, DeviceImages images, int features)
    {
        (Tensor logits, IReadOnlyDictionary<string, Tensor> found) = Pass(network, images, images.Set.Count, features);
        using DisposeScope scope = NewDisposeScope();
        bool finite = logits.isfinite().all().ToBoolean();
        return (finite ? EpochMetrics.Of(0, 0, images.Set, Classes(logits)).TrainAccuracy : double.NaN, found);
    }

    /// <summary>The metrics on training images of a network that has taken no step, in evaluation mode.</summary>
    public static EpochMetrics BeforeTraining(Network network, DeviceImages train)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor logits, _) = Pass(network, train, train.Set.Count, 0);
        return EpochMetrics.Of(0, nn.functional.cross_entropy(logits, train.Labels).ToDouble(), train.Set, Classes(logits));
    }

    /// <summary>Runs a network over images, a batch at a time, without gradients; the logits live until <paramref name="take"/> returns.</summary>
    public static void Run(Network network, Tensor images, int batchSize, Action<Tensor> take, TapObserver? observe = null)
    {
        long n = images.size(0);
        for (long start = 0; start < n; start += batchSize)
        {
            using IDisposable noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            take(network.Run(images.narrow(0, start, Math.Min(batchSize, n - start)), observe));
        }
    }

    private static long[] Classes(Tensor logits)
    {
        using Tensor classes = logits.argmax(1), onCpu = classes.cpu();
        return onCpu.data<long>().ToArray();
    }

    // The logits of the first images, and every tap's output on the first of these, in the caller's scope.
    private static (Tensor Logits, IReadOnlyDictionary<string, Tensor> Features) Pass(Network network, DeviceImages images, int count, int features)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        List<Tensor> logits = [];
        Dictionary<string, List<Tensor>> parts = [];
        bool training = network.training;
        network.eval();
        try
        {
            // With an observer, features or not: a network may take another way without one.
            Run(network, images.Pixels.narrow(0, 0, count), BatchSize, part => logits.Add(Kept(part)), Add);
        }
        finally
        {
            network.train(training);
        }
        Dictionary<string, Tensor> whole = features == 0 ? [] : network.Taps.ToDictionary(tap => tap, Whole);
        return ((count == 0 ? zeros(0) : cat(logits)).MoveToOuterDisposeScope(), whole);

        void Add(string tap, Tensor output)
        {
            if (!parts.TryGetValue(tap, out List<Tensor>? kept)) parts[tap] = kept = [];
            long missing = features - kept.Sum(part => part.size(0));
            if (missing > 0) kept.Add(Kept(output.narrow(0, 0, Math.Min(missing, output.size(0)))));
        }

        Tensor Kept(Tensor tensor)
        {
            scope.Attach(tensor.DetachFromDisposeScope());
            return tensor;
        }

        Tensor Whole(string tap) => parts.TryGetValue(tap, out List<Tensor>? kept)
            ? cat(kept).MoveToOuterDisposeScope()
            : throw new InvalidOperationException($"{network.GetName()} names the tap {tap}, but does not report it when it runs.");
    }
}
