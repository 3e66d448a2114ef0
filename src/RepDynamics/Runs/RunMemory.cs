using RepDynamics.IO;
using RepDynamics.Models;
using RepDynamics.Regions;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

// If memory runs out, the kernel kills the process and all its runs. The need is therefore estimated before a run starts, and rather too high.

/// <summary>Estimates the memory that a run needs, and the memory that is available.</summary>
internal static class RunMemory
{
    // A block keeps about this many tensors of its output's size for the backward pass: 15 in a ViT's block (its norms, queries, keys,
    // values, weights, MLP), 8 in a ResNet's. Features for similarity are held twice for a moment, which is less.
    private const int TensorsPerTap = 16;

    // Parameters, gradients, two moments of Adam, a copy for a resume point, and the bytes that are written to the disk.
    private const int CopiesOfParameters = 6;

    // libtorch's scratch space and allocator slack of one thread, as measured on the small profiles.
    private const long PerRun = 80L << 20;

    /// <summary>Bytes a run needs while it trains and is measured, its share of the process not counted.</summary>
    /// <param name="recipe">The run; its network is built once, which takes milliseconds.</param>
    /// <param name="similarityImages">n: similarity keeps n (n + 1) / 2 float32 values a tap and snapshot.</param>
    /// <param name="regions">How decision regions are measured; null: they are not.</param>
    public static long Estimate(Recipe recipe, TrainingData data, int similarityImages, RegionOptions? regions = null, int similarityMeasures = 1)
    {
        (int channels, int height) = (data.Train.Channels, data.Train.Height);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Network network = recipe.Network.Build(height, data.Train.Classes);
        network.eval();
        long perImage = 0, widest = 0;
        network.Run(zeros([2, channels, height, height]), (_, output) =>
        {
            perImage += output.numel() / 2;
            widest = Math.Max(widest, output.numel() / 2);
        });
        similarityImages = Math.Min(similarityImages, data.Test.Count);
        long parameters = network.parameters().Sum(p => p.numel());
        long images = (long)(data.Train.Count + data.Test.Count) * channels * height * height;
        long gram = (long)similarityMeasures * network.Taps.Count * recipe.Snapshots.Epochs(recipe.Epochs).Count * similarityImages * (similarityImages + 1) / 2;
        // Features are held twice while they are put together; a probe scales those of one tap in double precision and copies them in single
        // precision, where it multiplies every two images.
        long probed = regions is null ? 0 : Math.Min(regions.ProbeImages, data.Train.Count);
        long judged = regions is null ? 0 : Math.Min(regions.HeldOutImages, data.Test.Count);
        long looked = probed + Math.Max(probed, 2 * judged);
        long floats = images + CopiesOfParameters * parameters + gram
            + perImage * Math.Max((long)recipe.BatchSize * TensorsPerTap, Math.Max(2L * similarityImages, looked)) + 3 * widest * probed + 2 * probed * probed;
        return PerRun + 4 * floats + images; // the images are held as bytes, too
    }

    /// <summary>The bytes that runs may take now: 80% of the free memory of the machine or the container.</summary>
    public static long Available()
    {
        GCMemoryInfo limits = GC.GetGCMemoryInfo();
        long free = Free() ?? limits.TotalAvailableMemoryBytes - limits.MemoryLoadBytes;
        return Math.Min(free, limits.TotalAvailableMemoryBytes) / 5 * 4;
    }

    // The kernel's estimate of the memory available without swapping, page cache included (proc(5)).
    private static long? Free()
    {
        const string Info = "/proc/meminfo";
        string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal)) : null;
        return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}

/// <summary>Lets runs start only while their estimated needs fit into memory together. Safe for use by several threads.</summary>
internal sealed class MemoryBudget(long bytes)
{
    private readonly object gate = new();
    private readonly long whole = bytes;
    private long free = bytes;

    /// <summary>Takes a share until the result is disposed; waits while other runs hold too much.</summary>
    /// <exception cref="InsufficientMemoryException">The share alone is more than the whole budget.</exception>
    public IDisposable Reserve(long share, CancellationToken cancellation)
    {
        if (share > whole)
        {
            throw new InsufficientMemoryException(
                $"It needs about {ByteSize.Text(share)} of memory, and {ByteSize.Text(whole)} may be used here. "
                + "Lower BatchSize or the size of the network, or free memory.");
        }
        using CancellationTokenRegistration wake = cancellation.Register(() =>
        {
            lock (gate) Monitor.PulseAll(gate);
        });
        lock (gate)
        {
            while (share > free)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
            }
            free -= share;
        }
        return new Reservation(this, share);
    }

    private sealed class Reservation(MemoryBudget budget, long share) : IDisposable
    {
        public void Dispose()
        {
            lock (budget.gate)
            {
                budget.free += share;
                Monitor.PulseAll(budget.gate);
            }
        }
    }
}
