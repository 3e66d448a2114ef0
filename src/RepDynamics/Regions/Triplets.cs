using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Training;

namespace RepDynamics.Regions;

/// <summary>Which triplets of images the planes go through; a seeded choice that no run's seed enters.</summary>
/// <remarks>
/// A degenerate triplet (<see cref="ImagePlane.DegenerateBelow"/>) is drawn again and counted in <see cref="PlaneSet.Redrawn"/>.
/// Asking for more triplets keeps the earlier ones.
/// </remarks>
public static class Triplets
{
    /// <summary>Points along each side of the grid, by default.</summary>
    public const int DefaultResolution = 30;

    /// <summary>Number of triplets, by default.</summary>
    public const int DefaultCount = 20;

    private const string HeldOutPurpose = "planes/held-out";
    private const string MislabelledPurpose = "planes/mislabelled";

    /// <summary>Triplets of any images of a set, such as the held-out ones: uniform, the three different.</summary>
    /// <remarks>As in Somepalli et al. (2022). The same image may come in several triplets.</remarks>
    /// <param name="images">The set to draw from, at least 3 images.</param>
    /// <param name="planeSeed">Seed of the choice; not a run's.</param>
    /// <param name="count">Number of triplets, at least 1.</param>
    /// <param name="resolution">R, at least 2.</param>
    /// <returns>The planes.</returns>
    /// <exception cref="ArgumentException">Fewer than 3 images, or nearly all triplets of the set are degenerate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Count or resolution are out of range.</exception>
    public static PlaneSet HeldOut(
        DeviceImages images, long planeSeed, int count = DefaultCount, int resolution = DefaultResolution)
    {
        Check(images, count, resolution);
        int n = images.Set.Count;
        if (n < 3)
            throw new ArgumentException($"A triplet needs 3 images, found {n}.", nameof(images));

        var random = new SeededRandom(planeSeed, HeldOutPurpose);
        List<Triplet> chosen = [];
        int redrawn = 0, mostRedrawn = 100 + (10 * count);
        while (chosen.Count < count)
        {
            int first = random.NextInt(n), second = random.NextInt(n), third = random.NextInt(n);

            // Drawing the whole triplet again keeps all ordered triplets equally likely.
            if (first == second || first == third || second == third)
                continue;
            var triplet = new Triplet(first, second, third);
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

        return PlaneSet.Of(images, chosen, resolution, redrawn);
    }

    /// <summary>Triplets of a mislabelled image and the two correctly labelled images of its true class nearest to it.</summary>
    /// <remarks>
    /// <para>
    /// Decided here: such a plane shows the neighbourhood that the mislabelled image belongs to by its looks, where an island of
    /// the given label can only come from memorizing it. The mislabelled image comes first, then the nearer neighbour. Near means
    /// the Euclidean distance of the stored bytes, a whole number, so that no device or rounding decides; the lower position
    /// wins a tie. Each mislabelled image serves once; one whose triplet is degenerate is passed over for the next and counted.
    /// </para>
    /// <para>
    /// Which labels are wrong follows the run's seed (<see cref="DataRecipe.LabelNoise"/>), so runs of different seeds share only
    /// the planes whose image is mislabelled in both. The order in which images get their turn is a permutation of the whole
    /// set that depends on the plane seed alone: it makes that overlap as large as can be.
    /// </para>
    /// </remarks>
    /// <param name="images">Training images with both kinds of labels.</param>
    /// <param name="planeSeed">Seed of the choice; not a run's.</param>
    /// <param name="count">Number of triplets, at least 1.</param>
    /// <param name="resolution">R, at least 2.</param>
    /// <returns>The planes.</returns>
    /// <exception cref="ArgumentException">
    /// There are not that many mislabelled images with such neighbours; the message tells the numbers.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Count or resolution are out of range.</exception>
    public static PlaneSet AroundMislabelled(
        DeviceImages images, long planeSeed, int count = DefaultCount, int resolution = DefaultResolution)
    {
        (PlaneSet? planes, int redrawn, int alone) = Mislabelled(images, planeSeed, count, resolution);
        if (planes?.Count == count) return planes;
        throw new ArgumentException(
            $"Expected {count} mislabelled images to draw planes around, found {images.Set.Mislabelled.Count(wrong => wrong)}: "
            + $"{planes?.Count ?? 0} serve, {redrawn} span no plane with their neighbours, {alone} have fewer than 2 correctly "
            + "labelled images in their true class. Ask for fewer planes, or raise the label noise.",
            nameof(count));
    }

    /// <summary>The same, with fewer triplets where fewer mislabelled images serve.</summary>
    /// <param name="images">Training images with both kinds of labels.</param>
    /// <param name="planeSeed">Seed of the choice; not a run's.</param>
    /// <param name="most">Number of triplets at most, at least 1.</param>
    /// <param name="resolution">R, at least 2.</param>
    /// <returns>The planes; null where no mislabelled image serves.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Number or resolution are out of range.</exception>
    public static PlaneSet? AroundMislabelledAtMost(DeviceImages images, long planeSeed, int most, int resolution) =>
        Mislabelled(images, planeSeed, most, resolution).Planes;

    private static (PlaneSet? Planes, int Redrawn, int Alone) Mislabelled(DeviceImages images, long planeSeed, int count, int resolution)
    {
        Check(images, count, resolution);
        ImageSet set = images.Set;
        List<Triplet> chosen = [];
        int redrawn = 0, alone = 0;
        int[] turns = new SeededRandom(planeSeed, MislabelledPurpose).Permutation(set.Count);
        foreach (int image in turns.Where(i => set.Mislabelled[i]))
        {
            if (NearestImages.Two(set, image) is not var (second, third))
            {
                alone++;
                continue;
            }

            var triplet = new Triplet(image, second, third);
            if (!PlaneSet.TryPlane(images, triplet, resolution, out _, out _))
                redrawn++;
            else
                chosen.Add(triplet);
            if (chosen.Count == count)
                break;
        }

        return (chosen.Count == 0 ? null : PlaneSet.Of(images, chosen, resolution, redrawn), redrawn, alone);
    }

    private static void Check(DeviceImages images, int count, int resolution)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 2);
    }
}
