using RepDynamics.Numerics;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>The usual augmentation of CIFAR images, a whole batch at a time, on the images' device.</summary>
public static class Augmentation
{
    /// <summary>Pixels of zero padding on each side before the crop (He et al. 2016).</summary>
    public const int Padding = 4;

    /// <summary>Shifts every image by up to <see cref="Padding"/> pixels each way, and mirrors every other one, at random.</summary>
    /// <param name="images">Standardized images, <c>[n, channels, height, width]</c>; zero is the mean.</param>
    /// <param name="random">The stream for this purpose.</param>
    /// <returns>New images of the same shape.</returns>
    public static Tensor CropAndFlip(Tensor images, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(random);
        long n = images.size(0), channels = images.size(1), height = images.size(2), width = images.size(3);
        var rows = new long[n * height];
        var columns = new long[n * width];
        for (long i = 0; i < n; i++)
        {
            int top = random.NextInt(2 * Padding + 1), left = random.NextInt(2 * Padding + 1);
            bool mirrored = random.NextInt(2) == 1;
            for (long y = 0; y < height; y++) rows[i * height + y] = top + y;
            for (long x = 0; x < width; x++) columns[i * width + x] = left + (mirrored ? width - 1 - x : x);
        }
        long paddedWidth = width + 2 * Padding;
        Tensor padded = nn.functional.pad(images, [Padding, Padding, Padding, Padding]);
        Tensor row = tensor(rows, [n, 1, height, 1], device: images.device).expand(n, channels, height, paddedWidth);
        Tensor column = tensor(columns, [n, 1, 1, width], device: images.device).expand(n, channels, height, width);
        return padded.gather(2, row).gather(3, column);
    }
}
