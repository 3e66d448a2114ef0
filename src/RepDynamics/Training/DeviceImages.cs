using System.Collections.Immutable;
using RepDynamics.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// An image set as tensors on the device, standardized once: a step only picks its rows. Dispose it after the run.
/// </summary>
public sealed class DeviceImages : IDisposable
{
    private DeviceImages(ImageSet set, Standardization scale, Device device)
    {
        Set = set;
        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = tensor([.. set.Pixels], [set.Count, set.Channels, set.Height, set.Width], device: device);
        Pixels = ((bytes.to(ScalarType.Float32) - scale.Mean(device)) / scale.Deviation(device)).DetachFromDisposeScope();
        Labels = tensor([.. set.GivenLabels.Select(l => (long)l)], [set.Count], device: device).DetachFromDisposeScope();
    }

    /// <summary>The images and labels in memory.</summary>
    public ImageSet Set { get; }

    /// <summary>Standardized pixels, float32 <c>[n, channels, height, width]</c>.</summary>
    public Tensor Pixels { get; }

    /// <summary>The labels given to the network, int64 <c>[n]</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>Both splits, standardized by the mean and deviation of each channel over the training images.</summary>
    public static (DeviceImages Train, DeviceImages Test) Of(TrainingData data, Device device)
    {
        var scale = Standardization.Of(data.Train);
        return (new DeviceImages(data.Train, scale, device), new DeviceImages(data.Test, scale, device));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }

    private sealed record Standardization(float[] Means, float[] Deviations)
    {
        public static Standardization Of(ImageSet set)
        {
            float[] means = new float[set.Channels];
            float[] deviations = new float[set.Channels];
            int size = set.Height * set.Width;
            ImmutableArray<byte> pixels = set.Pixels;
            for (int c = 0; c < set.Channels; c++)
            {
                // Integers: exact, whatever the order of the sum.
                long sum = 0, squares = 0;
                for (int i = 0; i < set.Count; i++)
                {
                    foreach (byte value in pixels.AsSpan((i * set.Channels + c) * size, size))
                    {
                        sum += value;
                        squares += value * value;
                    }
                }
                double n = (double)set.Count * size, mean = sum / n;
                means[c] = (float)mean;
                deviations[c] = (float)Math.Sqrt(Math.Max(squares / n - mean * mean, 1e-12));
            }
            return new(means, deviations);
        }

        public Tensor Mean(Device device) => tensor(Means, [1, Means.Length, 1, 1], device: device);

        public Tensor Deviation(Device device) => tensor(Deviations, [1, Deviations.Length, 1, 1], device: device);
    }
}
