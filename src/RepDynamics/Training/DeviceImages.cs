using RepDynamics.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>An image set as tensors on the device, standardized once: a step only picks its rows. Dispose it after the run.</summary>
internal sealed class DeviceImages : IDisposable
{
    private DeviceImages(ImageSet set, Tensor mean, Tensor deviation, Device device)
    {
        Set = set;
        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = tensor([.. set.Pixels], [set.Count, set.Channels, set.Height, set.Width], device: device);
        Pixels = ((bytes.to(ScalarType.Float32) - mean) / deviation).DetachFromDisposeScope();
        Labels = tensor([.. set.GivenLabels.Select(l => (long)l)], [set.Count], device: device).DetachFromDisposeScope();
    }

    public ImageSet Set { get; }

    /// <summary>Standardized pixels, float32 <c>[n, channels, height, width]</c>.</summary>
    public Tensor Pixels { get; }

    /// <summary>The labels given to the network, int64 <c>[n]</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>Both splits, standardized by the mean and deviation of each channel over the training images.</summary>
    public static (DeviceImages Train, DeviceImages Test) Of(TrainingData data, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        (float[] means, float[] deviations) = Scale(data.Train);
        long[] shape = [1, means.Length, 1, 1];
        Tensor mean = tensor(means, shape, device: device), deviation = tensor(deviations, shape, device: device);
        return (new(data.Train, mean, deviation, device), new(data.Test, mean, deviation, device));
    }

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }

    // Of each channel.
    private static (float[] Means, float[] Deviations) Scale(ImageSet set)
    {
        float[] means = new float[set.Channels], deviations = new float[set.Channels];
        int size = set.Height * set.Width;
        for (int c = 0; c < set.Channels; c++)
        {
            // Integers: exact, whatever the order of the sum.
            long sum = 0, squares = 0;
            for (int i = 0; i < set.Count; i++)
            {
                foreach (byte value in set.Pixels.AsSpan((i * set.Channels + c) * size, size))
                {
                    sum += value;
                    squares += value * value;
                }
            }
            double n = (double)set.Count * size, mean = sum / n;
            means[c] = (float)mean;
            deviations[c] = (float)Math.Sqrt(Math.Max(squares / n - mean * mean, 1e-12));
        }
        return (means, deviations);
    }
}
