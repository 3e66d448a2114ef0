using RepDynamics.Numerics;

namespace RepDynamics.Data;

/// <summary>Gives a fraction of the images a wrong label, evenly over the classes.</summary>
/// <remarks>
/// <para>
/// The number of wrong labels is the fraction times the number of images, rounded (halves up). Every class gets a share in
/// proportion to its size; what rounding leaves goes to the classes with the largest remainders, lower labels first. Classes
/// of equal size thus lose the same number of images, give or take one.
/// </para>
/// <para>
/// The wrong labels of one true class are spread over the other classes as evenly as can be: the same number each, give or
/// take one. Which images, and which classes get the odd one, is random. Of classes of equal size a larger
/// fraction with the same seed mislabels the same images and more.
/// </para>
/// </remarks>
internal static class LabelNoise
{
    /// <summary>Applies noise to clean labels.</summary>
    /// <param name="fraction">Share of images to mislabel, in [0, 1).</param>
    /// <param name="seed">The run's seed; the purposes are <c>label-noise/LABEL</c>.</param>
    /// <returns>A new set, with the mask in <see cref="ImageSet.Mislabelled"/>; <paramref name="images"/> itself when nothing changes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside [0, 1) or not a number.</exception>
    /// <exception cref="ArgumentException">The set already has wrong labels: a second layer would make some of them right.</exception>
    public static ImageSet Apply(ImageSet images, double fraction, long seed)
    {
        if (fraction is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a share of wrong labels in [0, 1), such as 0.2 for 20%.");
        int already = images.Mislabelled.Count(wrong => wrong);
        if (already > 0)
            throw new ArgumentException($"Expected clean labels, found {already} wrong ones: apply noise once, to the clean set.", nameof(images));
        int[][] members = [.. images.ClassNames.Select((_, label) => Enumerable.Range(0, images.Count).Where(i => images.TrueLabels[i] == label).ToArray())];
        int[] shares = Shares([.. members.Select(m => m.Length)], fraction);
        if (shares.Sum() == 0) return images;
        var given = images.TrueLabels.ToBuilder();
        for (int label = 0; label < images.Classes; label++)
        {
            SeededRandom random = new(seed, $"label-noise/{label}");
            int[] wrong = [.. Enumerable.Range(0, images.Classes).Where(other => other != label)];
            random.Shuffle<int>(wrong);
            int[] order = random.Permutation(members[label].Length);
            for (int k = 0; k < shares[label]; k++) given[members[label][order[k]]] = wrong[k % wrong.Length];
        }
        return images.WithGivenLabels(given.MoveToImmutable());
    }

    /// <summary>Splits the rounded total over the classes by largest remainder.</summary>
    private static int[] Shares(int[] sizes, double fraction)
    {
        int total = (int)Math.Floor((fraction * sizes.Sum()) + 0.5);
        int[] shares = [.. sizes.Select(size => (int)Math.Floor(fraction * size))];
        IOrderedEnumerable<int> byRemainder = Enumerable.Range(0, sizes.Length)
            .OrderByDescending(label => (fraction * sizes[label]) - shares[label]).ThenBy(label => label);
        foreach (int label in byRemainder.Take(total - shares.Sum())) shares[label]++;
        return shares;
    }
}
