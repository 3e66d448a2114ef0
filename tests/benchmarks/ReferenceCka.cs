using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// The CKA of <see cref="CheckpointBenchmark"/> in plain TorchSharp as packages such as torch_cka compute it: for every pair of epochs two passes of the
/// network, hooks that collect the features, and for each tap three estimates of HSIC from Gram matrices. They compare every tap with every
/// other; only the same tap of both epochs is compared here. A sample of the pairs is timed, and has to give the similarities of ours.
/// </summary>
internal static class ReferenceCka
{
    private const int Pairs = CheckpointSizes.Epochs * (CheckpointSizes.Epochs + 1) / 2;

    // Both compute in single precision, with other sums.
    private const double Tolerance = 1e-3;

    public static void Run(string folder)
    {
        folder = Path.Combine(folder, "checkpoints");
        using IDisposable noGrad = no_grad();
        Tensor images = Exchange.Read(Path.Combine(folder, "images"), -1, 3, 16, 16).narrow(0, 0, CheckpointSizes.Images);
        double[][] expected = [.. CheckpointSizes.Taps.Select(tap => Exchange.Read<double>(Path.Combine(folder, tap)))];
        ReferenceResNet18[] networks = [.. Enumerable.Range(0, CheckpointSizes.Epochs).Select(epoch => Load(Path.Combine(folder, $"weights{epoch}")))];
        Compare(networks[0], networks[1], images); // compiled, and the memory is there
        Random random = new(0);
        TimeSpan elapsed = TimeSpan.Zero;
        for (int pair = 0; pair < CheckpointSizes.TimedPairs; pair++)
        {
            (int i, int j) = (random.Next(CheckpointSizes.Epochs), random.Next(CheckpointSizes.Epochs));
            var clock = Stopwatch.StartNew();
            double[] similarities = Compare(networks[i], networks[j], images);
            elapsed += clock.Elapsed;
            for (int tap = 0; tap < expected.Length; tap++)
            {
                double ours = expected[tap][i * CheckpointSizes.Epochs + j];
                if (!(Math.Abs(similarities[tap] - ours) <= Tolerance))
                    throw new InvalidOperationException($"{CheckpointSizes.Taps[tap]}, epochs {i} and {j}: {similarities[tap]}, where ours is {ours}.");
            }
        }
        Measurement.Print(
            "checkpoints", Measurement.Reference, elapsed.TotalSeconds / CheckpointSizes.TimedPairs * Pairs, "s",
            $"TorchSharp, two passes a pair of epochs, {CheckpointSizes.TimedPairs} of {Pairs} pairs timed, {Measurement.Threads(get_num_threads())}");
    }

    private static ReferenceResNet18 Load(string weights)
    {
        ReferenceResNet18 network = new(8, 4);
        Exchange.ReadWeights(weights, network);
        network.eval();
        return network;
    }

    private static double[] Compare(ReferenceResNet18 first, ReferenceResNet18 second, Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return
        [
            .. Features(first, images).Zip(Features(second, images)).Select(tap =>
            {
                (Tensor k, Tensor l) = (Gram(tap.First), Gram(tap.Second));
                return Hsic(k, l) / Math.Sqrt(Hsic(k, k) * Hsic(l, l));
            }),
        ];
    }

    private static List<Tensor> Features(ReferenceResNet18 network, Tensor images)
    {
        List<Tensor> features = [];
        nn.Module<Tensor, Tensor>.HookRemover[] hooks =
        [
            .. network.Taps.Select(tap => tap.register_forward_hook((_, _, output) =>
            {
                features.Add(output.flatten(1)); // not the output itself, which Sequential disposes
                return null!; // the output stays as it is
            })),
        ];
        network.call(images);
        foreach (nn.Module<Tensor, Tensor>.HookRemover hook in hooks) hook.remove();
        return features;
    }

    private static Tensor Gram(Tensor features)
    {
        Tensor gram = features.mm(features.t());
        gram.diagonal().zero_();
        return gram;
    }

    // The unbiased estimator (Song et al. 2012, equation 5).
    private static double Hsic(Tensor k, Tensor l)
    {
        long n = k.size(0);
        double trace = (k * l).sum().ToDouble(), mixed = k.sum([0]).dot(l.sum([1])).ToDouble(), sums = k.sum().ToDouble() * l.sum().ToDouble();
        return (trace + (sums / ((n - 1) * (n - 2))) - (2 * mixed / (n - 2))) / (n * (n - 3));
    }
}
