using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Training;

namespace RepDynamics.Regions;

/// <summary>Chooses the triplets of images that planes go through, by a seed that is independent of the runs' seeds.</summary>
/// <remarks>
/// A degenerate triplet (<see cref="ImagePlane.DegenerateBelow"/>) is drawn again.
/// A larger count keeps the earlier triplets.
/// </remarks>
internal static class Triplets
{
    public const int DefaultResolution = 30;
    public const int DefaultCount = 20;

    private const string HeldOutPurpose = "planes/held-out", MislabelledPurpose = "planes/mislabelled";

    /// <summary>Triplets of any images of a set, such as the held-out ones: uniform, the three different.</summary>
    /// <remarks>As in Somepalli et al. (2022). The same image may come in several triplets.</remarks>
    public static PlaneSet HeldOut(DeviceImages images, long planeSeed, int count = DefaultCount, int resolution = DefaultResolution)
    {
        int n = images.Set.Count;
        if (n < 3) throw new ArgumentException($"A triplet needs 3 images, found {n}.", nameof(images));
        SeededRandom random = new(planeSeed, HeldOutPurpose);
        List<Triplet> chosen = [];
        int redrawn = 0, mostRedrawn = 100 + (10 * count);
        while (chosen.Count < count)
        {
            int first = random.NextInt(n), second = random.NextInt(n), third = random.NextInt(n);
            // Drawing the whole triplet again keeps all ordered triplets equally likely.
            if (first == second || first == third || second == third) continue;
            Triplet triplet = new(first, second, third);
            if (PlaneSet.TryPlane(images, triplet, resolution, out _, out _))
            {
                chosen.Add(triplet);
            }
            else if (++redrawn > mostRedrawn)
            {
                throw new ArgumentException(
                    $"{redrawn} of {redrawn + chosen.Count} triplets drawn from {n} images are degenerate (equal images, "
                    + "or three on a line): the images are too few or too alike for planes.",
                    nameof(images));
            }
        }
        return PlaneSet.Of(images, chosen, resolution);
    }

    /// <summary>Triplets of a mislabelled image and the two correctly labelled images of its true class nearest to it.</summary>
    /// <remarks>
    /// <para>
    /// Decided here: such a plane shows the neighbourhood that the mislabelled image belongs to by its pixels, where an island
    /// of the given label can only come from memorizing it. The mislabelled image comes first, then the nearer neighbour. Near means
    /// the Euclidean distance of the stored bytes, a whole number, so that no device or rounding decides; the lower position
    /// wins a tie. Each mislabelled image serves once; one whose triplet is degenerate is skipped.
    /// </para>
    /// <para>
    /// Which labels are wrong follows the run's seed (<see cref="DataRecipe.LabelNoise"/>), so runs of different seeds share only
    /// the planes whose image is mislabelled in both. Images are tried in the order of a permutation of the whole
    /// set that depends on the plane seed alone: it makes that overlap as large as can be.
    /// </para>
    /// </remarks>
    /// <returns>At most count planes, fewer where fewer mislabelled images serve; null where none does.</returns>
    public static PlaneSet? AroundMislabelled(DeviceImages images, long planeSeed, int count = DefaultCount, int resolution = DefaultResolution)
    {
        ImageSet set = images.Set;
        List<Triplet> chosen = [];
        int[] turns = new SeededRandom(planeSeed, MislabelledPurpose).Permutation(set.Count);
        foreach (int image in turns.Where(i => set.Mislabelled[i]))
        {
            if (NearestImages(set, image) is not var (second, third)) continue;
            var triplet = new Triplet(image, second, third);
            if (PlaneSet.TryPlane(images, triplet, resolution, out _, out _)) chosen.Add(triplet);
            if (chosen.Count == count) break;
        }
        return chosen.Count == 0 ? null : PlaneSet.Of(images, chosen, resolution);
    }

    // The two nearest correctly labelled images of its true class, nearest first; null if there are fewer.
    private static (int Nearest, int Next)? NearestImages(ImageSet set, int image)
    {
        (long distance, int index) nearest = (long.MaxValue, -1), next = nearest;
        for (int other = 0; other < set.Count; other++)
        {
            if (other == image || set.Mislabelled[other] || set.TrueLabels[other] != set.TrueLabels[image]) continue;
            long distance = SquaredDistance(set.Image(image), set.Image(other));
            if (distance < nearest.distance) (next, nearest) = (nearest, (distance, other));
            else if (distance < next.distance) next = (distance, other);
        }
        return next.index < 0 ? null : (nearest.index, next.index);
    }

    private static long SquaredDistance(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        long sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }
}

/// <summary>Three images of one set, by position: they span a plane.</summary>
/// <param name="First">The plane's origin; around mislabelled images, the mislabelled one.</param>
/// <param name="Second">The first axis runs towards it.</param>
/// <param name="Third">Decides the second axis.</param>
internal readonly record struct Triplet(int First, int Second, int Third);
