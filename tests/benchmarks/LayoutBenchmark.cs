using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Forward and backward passes of ResNet-18 with activations channels-last (NHWC) and contiguous (NCHW), one thread, pinned: which is faster.
/// Widths below 8 are left out: with fewer than 8 channels, channels-last, libtorch 2.10's gradient of a 1 x 1 convolution of stride 2 writes
/// beyond its memory.
/// </summary>
internal static class LayoutBenchmark
{
    private const int Images = 64;
    private const int Repetitions = 9;

    public static void Run()
    {
        foreach (int k in (int[])[8, 16])
        {
            using ReferenceResNet18 network = new(k, 4);
            using Tensor images = randn(Images, 3, 16, 16), labels = randint(0, 4, Images, ScalarType.Int64);
            using Tensor channelsLast = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
            Time(channelsLast);
            Time(images);
            (double Last, double First)[] times = [.. Enumerable.Range(0, Repetitions).Select(_ => (Time(channelsLast), Time(images)))];
            Measurement.Print($"layout/{k}", Measurement.Ours, Measurement.Median(times.Select(t => t.Last)), "ms", $"ResNet-18, k = {k}, {Images} images, channels-last");
            Measurement.Print($"layout/{k}", Measurement.Reference, Measurement.Median(times.Select(t => t.First)), "ms", "contiguous");

            double Time(Tensor input)
            {
                const int passes = 5;
                TimeSpan before = Environment.CpuUsage.TotalTime; // which other processes lengthen less than the time by the clock
                for (int i = 0; i < passes; i++)
                {
                    using DisposeScope scope = NewDisposeScope();
                    network.zero_grad();
                    nn.functional.cross_entropy(network.call(input), labels).backward();
                }
                return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / passes;
            }
        }
    }
}
