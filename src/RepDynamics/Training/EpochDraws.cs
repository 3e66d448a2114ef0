using RepDynamics.Numerics;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// What chance decides in one epoch: the order of the images, and how each is shifted and mirrored. It is drawn, and brought to the device,
/// once; a step copies nothing from the host.
/// </summary>
internal sealed class EpochDraws : IDisposable
{
    private readonly DeviceImages images;
    private readonly int[] order;
    private readonly Tensor rows;
    private readonly Tensor? shifts;

    /// <param name="augmentation">Null: the images are not augmented.</param>
    public EpochDraws(DeviceImages images, SeededRandom order, SeededRandom? augmentation)
    {
        this.images = images;
        int count = images.Set.Count;
        this.order = order.Permutation(count);
        Device device = images.Pixels.device;
        rows = tensor([.. this.order.Select(i => (long)i)], [count], device: device).DetachFromDisposeScope();
        if (augmentation is not null) shifts = Augmentation.Draw(count, augmentation, device).DetachFromDisposeScope();
    }

    /// <summary>The epoch's images from a position on, at most so many, with their labels: <c>[n, channels, height, width]</c> and int64 <c>[n]</c>.</summary>
    public (Tensor Images, Tensor Labels) Batch(long start, int most)
    {
        long n = Math.Min(most, rows.size(0) - start);
        Tensor these = rows.narrow(0, start, n);
        Tensor pixels = images.Pixels.index_select(0, these);
        if (shifts is not null) pixels = Augmentation.CropAndFlip(pixels, shifts.narrow(0, start, n));
        return (pixels, images.Labels.index_select(0, these));
    }

    /// <summary>Values in the epoch's order, in the order of the images.</summary>
    public long[] ByImage(ReadOnlySpan<long> values)
    {
        long[] sorted = new long[order.Length];
        for (int i = 0; i < order.Length; i++) sorted[order[i]] = values[i];
        return sorted;
    }

    public void Dispose()
    {
        rows.Dispose();
        shifts?.Dispose();
    }
}
