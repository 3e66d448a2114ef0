using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Models;

/// <summary>Weights, images and labels by the integer formulas of reference_networks.py: the same numbers, no file of weights.</summary>
internal static class Formula
{
    /// <summary>Values in [-0.5, 0.5), multiples of 2^-16, exact in float32.</summary>
    internal static double[] Uniform(long count, int seed)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = (Hash((uint)i, (uint)seed) & 0xFFFF) / 65536.0 - 0.5;
        return values;
    }

    internal static Tensor Images(int count, int size, int seed, ScalarType type = ScalarType.Float32)
    {
        using Tensor drawn = Drawn([count, 3, size, size], seed);
        using Tensor scaled = drawn * 4.0;
        return scaled.to(type);
    }

    internal static long[] Labels(int count, int classes, int seed) =>
        [.. Uniform(count, seed).Select(u => (long)((u + 0.5) * 65536) % classes)];

    /// <summary>Sets every parameter and every running statistic.</summary>
    internal static void Fill(Network network)
    {
        using IDisposable noGrad = no_grad();
        IEnumerable<KeyValuePair<string, Tensor>> state = network.state_dict().Where(item => !item.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        int seed = 0;
        foreach ((string name, Tensor value) in state.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            using DisposeScope scope = NewDisposeScope();
            value.copy_(Scaled(name, value.shape, Drawn(value.shape, seed++)));
        }
    }

    private static Tensor Scaled(string name, long[] shape, Tensor u)
    {
        bool isWeight = name.EndsWith("weight", StringComparison.Ordinal);
        if (isWeight && shape.Length >= 2)
        {
            long fanIn = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            int halvings = 0;
            while (Math.Pow(4, halvings) < fanIn) halvings++;
            return u * Math.Pow(2, 1 - halvings);
        }
        return isWeight || name.EndsWith("running_var", StringComparison.Ordinal) ? u * 0.5 + 1.0 : u * 0.25;
    }

    private static Tensor Drawn(long[] shape, int seed) =>
        tensor(Uniform(shape.Aggregate(1L, (product, size) => product * size), seed), shape);

    private static uint Hash(uint i, uint seed)
    {
        uint h = unchecked(i * 374761393u + seed * 668265263u + 974634541u);
        h = unchecked((h ^ (h >> 13)) * 1274126177u);
        return h ^ (h >> 16);
    }
}
