using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Training;

namespace RepDynamics.Regions;

/// <summary>Chooses the triplets of images that planes go through: the same for all runs of a seed.</summary>
/// <remarks>A degenerate triplet (<see cref="ImagePlane.DegenerateBelow"/>) is drawn again. A larger count keeps the earlier triplets.</remarks>
internal static class Triplets
{
    /// <summary>Triplets of any images of a set, such as the held-out ones: uniform, the three different.</summary>
    /// <remarks>As in Somepalli et al. (2022). The same image may come in several triplets.</remarks>
    public static PlaneSet HeldOut(DeviceImages images, long planeSeed, int count, int resolution)
    {
        int n = images.Set.Count;
        if (n < 3) throw new ArgumentException($"A triplet needs 3 images, found {n}.", nameof(images));
        SeededRandom random = new(planeSeed, "planes/held-out");
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
                    $"{redrawn} of {redrawn + chosen.Count} triplets drawn from {n} images are degenerate (equal images, or three on a line): "
                    + "the images are too few or too alike for planes.",
                    nameof(images));
            }
        }
        return PlaneSet.Of(images, chosen, resolution);
    }

    /// <summary>Triplets of a training image with a wrong label, or, for comparison, with the right one, and the two rightly labelled images of its true class nearest to it.</summary>
    /// <remarks>
    /// <para>
    /// Decided here: such a plane shows the neighbourhood that the image belongs to by its pixels, where an island of a wrong label can only
    /// come from memorizing it. The image comes first, then the nearer neighbour. Near means the Euclidean distance of the stored bytes, a whole
    /// number, so that no device or rounding decides; the lower position wins a tie. Each image serves once; one whose triplet is degenerate is
    /// skipped.
    /// </para>
    /// <para>
    /// The image is none of the first <paramref name="after"/>, which the probes are fitted to, so that a probe has its label from the network
    /// and not from its own fit; where there are no others, any image serves.
    /// </para>
    /// </remarks>
    /// <returns>At most <paramref name="count"/> planes, fewer where fewer images serve; null where none does.</returns>
    public static PlaneSet? Around(DeviceImages images, bool mislabelled, long planeSeed, int count, int resolution, int after = 0)
    {
        ImageSet set = images.Set;
        List<Triplet> chosen = [];
        SeededRandom random = new(planeSeed, mislabelled ? "planes/mislabelled" : "planes/rightly-labelled");
        int[] turns = [.. random.Permutation(set.Count).Where(i => set.Mislabelled[i] == mislabelled)];
        if (turns.Any(i => i >= after)) turns = [.. turns.Where(i => i >= after)];
        foreach (int image in turns)
        {
            if (chosen.Count == count) break;
            // The order is stable: the lower position wins a tie.
            int[] nearest = [.. Enumerable.Range(0, set.Count)
                .Where(other => other != image && !set.Mislabelled[other] && set.TrueLabels[other] == set.TrueLabels[image])
                .OrderBy(other => SquaredDistance(set.Image(image), set.Image(other))).Take(2)];
            if (nearest is not [int second, int third]) continue;
            var triplet = new Triplet(image, second, third);
            if (PlaneSet.TryPlane(images, triplet, resolution, out _, out _)) chosen.Add(triplet);
        }
        return chosen.Count == 0 ? null : PlaneSet.Of(images, chosen, resolution);
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
