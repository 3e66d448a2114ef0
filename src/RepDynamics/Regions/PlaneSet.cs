using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Data;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Regions;

/// <summary>The planes that regions are compared on: the same for every epoch, tap, run and network. Immutable.</summary>
/// <remarks>
/// Grid points are numbered plane by plane, row by row: point <c>(plane R + row) R + column</c>, as in <see cref="RegionMap"/>.
/// Their pixels are computed on demand, so that memory follows the batch.
/// </remarks>
internal sealed class PlaneSet
{
    private readonly long[] shape;

    private PlaneSet(ImmutableArray<Triplet> triplets, ImmutableArray<ImagePlane> planes, long[] shape, string hash) =>
        (Triplets, Planes, this.shape, Hash) = (triplets, planes, shape, hash);

    /// <summary>The images behind each plane, as positions in the set they were drawn from.</summary>
    public ImmutableArray<Triplet> Triplets { get; }

    public ImmutableArray<ImagePlane> Planes { get; }

    /// <summary>R: points along each side of a plane's grid.</summary>
    public int Resolution => Planes[0].Resolution;

    public int Points => checked(Planes.Length * Resolution * Resolution);

    /// <summary>Identity of the set: SHA-256, as 64 lower-case hexadecimal digits.</summary>
    /// <remarks>
    /// Hashed: a line of text with count, R, margin and the images' shape; for each plane the positions of its three images
    /// and their pixels, as 32-bit little-endian numbers. Equal hashes mean the same grid points; labels do not count.
    /// </remarks>
    public string Hash { get; }

    /// <summary>The planes through given triplets.</summary>
    /// <exception cref="ArgumentException">No triplet, a degenerate one, or one that points to no image.</exception>
    public static PlaneSet Of(DeviceImages images, IReadOnlyList<Triplet> triplets, int resolution)
    {
        if (triplets.Count == 0) throw new ArgumentException("Expected at least one triplet of images.", nameof(triplets));
        ImageSet set = images.Set;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"RepDynamics planes 1: {triplets.Count} {resolution} {ImagePlane.Margin} {set.Channels} {set.Height} {set.Width}\n")));
        List<ImagePlane> planes = [];
        foreach (Triplet triplet in triplets)
        {
            if (!TryPlane(images, triplet, resolution, out ImagePlane? plane, out float[][] pixels))
            {
                throw new ArgumentException(
                    $"Images {triplet.First}, {triplet.Second} and {triplet.Third} span no plane: two are equal, or all three lie on a line. Draw another triplet.",
                    nameof(triplets));
            }
            planes.Add(plane);
            // libtorch runs on little-endian machines only.
            hash.AppendData(MemoryMarshal.AsBytes<int>([triplet.First, triplet.Second, triplet.Third]));
            foreach (float[] image in pixels) hash.AppendData(MemoryMarshal.AsBytes<float>(image));
        }
        return new PlaneSet([.. triplets], [.. planes], [set.Channels, set.Height, set.Width], Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Some of the grid points, as images.</summary>
    /// <remarks>
    /// Computed on the device in double precision by separate products and sums, each correctly rounded, then rounded to
    /// single precision: the batch changes no bit, and devices that follow IEEE 754 agree.
    /// </remarks>
    /// <returns>Standardized pixels, float32 <c>[count, channels, height, width]</c>.</returns>
    public Tensor Images(int start, int count, Device device)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int size = Resolution * Resolution;
        List<Tensor> parts = [];
        for (int next = start; next < start + count;)
        {
            (int plane, int inPlane) = Math.DivRem(next, size);
            int here = Math.Min(size - inPlane, start + count - next);
            parts.Add(Segment(Planes[plane], inPlane, here, device));
            next += here;
        }
        return cat(parts).reshape([count, .. shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Hands over all grid points, a batch at a time, in order: the number of its first point and its images, which live until it returns.</summary>
    public void ForEachBatch(int batchSize, Device device, Action<int, Tensor> take)
    {
        for (int start = 0; start < Points; start += batchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            take(start, Images(start, Math.Min(batchSize, Points - start), device));
        }
    }

    public static bool TryPlane(
        DeviceImages images, Triplet triplet, int resolution, [NotNullWhen(true)] out ImagePlane? plane, out float[][] pixels)
    {
        pixels = [Pixels(images, triplet.First), Pixels(images, triplet.Second), Pixels(images, triplet.Third)];
        return ImagePlane.TryThrough(pixels[0], pixels[1], pixels[2], resolution, out plane);
    }

    private static float[] Pixels(DeviceImages images, int index)
    {
        if (index < 0 || index >= images.Set.Count)
            throw new ArgumentException($"A triplet points to image {index}: expected 0 .. {images.Set.Count - 1}.");
        using DisposeScope scope = NewDisposeScope();
        return images.Pixels.narrow(0, index, 1).cpu().data<float>().ToArray();
    }

    private static Tensor Segment(ImagePlane plane, int start, int count, Device device)
    {
        double[] first = new double[count], second = new double[count];
        for (int i = 0; i < count; i++)
        {
            (int row, int column) = Math.DivRem(start + i, plane.Resolution);
            (first[i], second[i]) = plane.Coordinates(row, column);
        }

        Tensor images = Row(plane.Origin) + (tensor(first, [count, 1], device: device) * Row(plane.FirstAxis));
        return (images + (tensor(second, [count, 1], device: device) * Row(plane.SecondAxis))).to(ScalarType.Float32);

        Tensor Row(ReadOnlySpan<double> values) => tensor(values.ToArray(), [1, values.Length], device: device);
    }
}
