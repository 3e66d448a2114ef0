using RepDynamics.Numerics;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>The usual augmentation of CIFAR images, a whole batch at a time, on the images' device.</summary>
internal static class Augmentation
{
    /// <summary>Pixels of zero padding on each side before the crop (He et al. 2016).</summary>
    public const int Padding = 4;

    /// <summary>Draws how images are shifted, by up to <see cref="Padding"/> pixels each way, and which of them are mirrored.</summary>
    /// <returns>Int64 <c>[count, 3]</c>: the crop's first row, its first column, and 1 for an image that is mirrored.</returns>
    public static Tensor Draw(int count, SeededRandom random, Device device)
    {
        long[] draws = new long[count * 3L];
        for (int i = 0; i < draws.Length; i += 3)
        {
            draws[i] = random.NextInt(2 * Padding + 1);
            draws[i + 1] = random.NextInt(2 * Padding + 1);
            draws[i + 2] = random.NextInt(2);
        }
        return tensor(draws, [count, 3], device: device);
    }

    /// <summary>Shifts and mirrors standardized images, <c>[n, channels, height, width]</c>, as <see cref="Draw"/> drew for them.</summary>
    public static Tensor CropAndFlip(Tensor images, Tensor draws)
    {
        long n = images.size(0), channels = images.size(1), height = images.size(2), width = images.size(3);
        long paddedWidth = width + 2 * Padding;
        Tensor padded = nn.functional.pad(images, [Padding, Padding, Padding, Padding]);
        Tensor rows = draws.narrow(1, 0, 1) + arange(height, device: images.device); // [n, height]
        Tensor across = arange(width, device: images.device);                      // [width]
        Tensor mirror = draws.narrow(1, 2, 1) * (across * -2 + (width - 1));       // [n, width]: from x to w - 1 - x
        Tensor columns = draws.narrow(1, 1, 1) + across + mirror;                   // [n, width]
        return padded
            .gather(2, rows.view(n, 1, height, 1).expand(n, channels, height, paddedWidth))
            .gather(3, columns.view(n, 1, 1, width).expand(n, channels, height, width));
    }
}
