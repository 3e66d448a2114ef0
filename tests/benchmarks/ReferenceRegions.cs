using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// The decision regions of <see cref="RegionBenchmark"/> in plain TorchSharp: one tap at a time, a DataLoader for each plane, default threads.
/// In one variant a forward hook takes the tap's output while the whole network runs; in the other the layers run up to the tap. The classes
/// have to be those of ours.
/// </summary>
internal static class ReferenceRegions
{
    private const int BatchSize = 256;
    private const int Classes = 4;
    private const int PointsOfPlane = RegionSizes.Resolution * RegionSizes.Resolution;

    // Points on a border, where two classes are equal but for rounding.
    private const double Tolerance = 1e-3;

    public static void Run(string folder)
    {
        folder = Path.Combine(folder, "regions");
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using ReferenceResNet18 network = new(8, Classes);
        Exchange.ReadWeights(Path.Combine(folder, "weights"), network);
        network.eval();
        Linear[] probes = [.. Enumerable.Range(0, RegionSizes.Taps).Select(tap => Probe(Path.Combine(folder, $"probe{tap}")))];
        Tensor[] planes = Exchange.Read(Path.Combine(folder, "points"), -1, 3, 16, 16).split(PointsOfPlane);
        byte[] expected = Exchange.Read<byte>(Path.Combine(folder, "classes"));

        foreach ((string text, Func<Tensor, int, Tensor> output) in new (string, Func<Tensor, int, Tensor>)[]
        {
            ("whole network, hook", (images, tap) => OutputByHook(network, images, tap)),
            ("layers up to the tap", (images, tap) => OutputUpTo(network, images, tap)),
        })
        {
            Regions(output, probes, planes[..1]); // compiled, and the memory is there
            var clock = Stopwatch.StartNew();
            byte[] classes = Regions(output, probes, planes);
            double seconds = clock.Elapsed.TotalSeconds;
            double different = classes.Zip(expected).Count(pair => pair.First != pair.Second) / (double)expected.Length;
            if (classes.Length != expected.Length || different > Tolerance)
                throw new InvalidOperationException($"{text}: {different:P2} of the points have another class than ours.");
            Measurement.Print(
                "regions", Measurement.Reference, 1000 * seconds, "ms", $"TorchSharp, a DataLoader a tap and plane, {text}, {Measurement.Threads(get_num_threads())}");
        }
    }

    // All taps one after the other; the last is the network's own output.
    private static byte[] Regions(Func<Tensor, int, Tensor> output, Linear[] probes, Tensor[] planes)
    {
        List<byte> classes = [];
        for (int tap = 0; tap <= RegionSizes.Taps; tap++)
        {
            foreach (Tensor plane in planes)
            {
                using IterableDataLoader loader = new(utils.data.TensorDataset(plane), BatchSize, disposeDataset: false);
                foreach (IList<Tensor> batch in loader)
                {
                    using DisposeScope scope = NewDisposeScope();
                    Tensor found = output(batch[0], tap);
                    Tensor logits = tap < RegionSizes.Taps ? probes[tap].call(found.flatten(1)) : found;
                    classes.AddRange(logits.argmax(1).data<long>().Select(c => (byte)c));
                }
            }
        }
        return [.. classes];
    }

    private static Tensor OutputByHook(ReferenceResNet18 network, Tensor images, int tap)
    {
        if (tap == RegionSizes.Taps) return network.call(images);
        Tensor? found = null;
        nn.Module<Tensor, Tensor>.HookRemover hook = network.Taps[tap].register_forward_hook((_, _, output) =>
        {
            found = output.flatten(1); // not the output itself, which Sequential disposes
            return null!; // the output stays as it is
        });
        network.call(images);
        hook.remove();
        return found!;
    }

    private static Tensor OutputUpTo(ReferenceResNet18 network, Tensor images, int tap) =>
        tap == RegionSizes.Taps ? network.call(images) : network.Taps[..(tap + 1)].Aggregate(images, (x, layer) => layer.call(x));

    private static Linear Probe(string file)
    {
        Tensor both = Exchange.Read(file, -1, Classes);
        Linear probe = nn.Linear(both.size(0) - 1, Classes);
        probe.weight.copy_(both.narrow(0, 0, both.size(0) - 1).t());
        probe.bias!.copy_(both.select(0, both.size(0) - 1));
        return probe;
    }
}
