namespace RepDynamics.Dynamics;

/// <summary>
/// The accuracies of a run in every epoch, from the logits of the training steps themselves, and the times that are read off them. The grid of
/// snapshots plays no part.
/// </summary>
/// <remarks>
/// Entry i belongs to epoch i + 1. The steps of an epoch see the images once, each before the step that it takes part in, so that an entry is an
/// accuracy at about the middle of its epoch. Times are read off the curves after a running median (<see cref="Smooth"/>).
/// </remarks>
/// <param name="Given">Accuracy by the labels given, all training images, <c>[epochs]</c>, in [0, 1].</param>
/// <param name="Right">The same of the rightly labelled images, <c>[epochs]</c>.</param>
/// <param name="WrongGiven">The same of the wrongly labelled images, <c>[epochs]</c>: high once they are memorized; empty where no label is wrong.</param>
/// <param name="WrongTrue">Their accuracy by their true labels, <c>[epochs]</c>: high while the network generalizes; empty where no label is wrong.</param>
/// <param name="WrongImages">The number of wrongly labelled images.</param>
/// <param name="Classes">The number of classes, at least 2.</param>
public sealed record EpochCurves(
    ImmutableArray<double> Given, ImmutableArray<double> Right, ImmutableArray<double> WrongGiven, ImmutableArray<double> WrongTrue,
    int WrongImages, int Classes)
{
    /// <summary>Points of the running median.</summary>
    public const int Window = 5;

    /// <summary>The epoch of perfect fit t*; null when it never happens (<see cref="Dynamics.PerfectFit"/>, on the smoothed curve).</summary>
    public int? PerfectFit => Dynamics.PerfectFit.Find([.. Enumerable.Range(1, Given.Length)], Smooth(Given));

    /// <summary>
    /// The epoch t_g at which most wrongly labelled images are classified as their true class: memorization gains from there on. The first of
    /// several; null where no label is wrong.
    /// </summary>
    public int? Generalization => Smooth(WrongTrue) is { Length: > 0 } smooth ? 1 + Array.IndexOf(smooth, smooth.Max()) : null;

    /// <summary>
    /// ln of the ratio of the times at which half of the wrongly and half of the rightly labelled images have their given label; above 0 where
    /// memorization lags behind. Null where no label is wrong, or where half of either are never reached.
    /// </summary>
    public double? MemorizationLag => Half(WrongGiven) is { } wrong && Half(Right) is { } right ? Math.Log(wrong / right) : null;

    /// <summary>
    /// The time at which a smoothed curve first reaches one half, in epochs: interpolated between the middles of two epochs, from chance at the
    /// start of training. Null if it never does.
    /// </summary>
    public double? Half(ImmutableArray<double> accuracy)
    {
        double[] smooth = Smooth(accuracy);
        int reached = Array.FindIndex(smooth, share => share >= 0.5);
        if (reached < 0) return null;
        double time = reached + 0.5;
        (double earlier, double value) = reached == 0 ? (0.0, 1.0 / Classes) : (reached - 0.5, smooth[reached - 1]);
        // With 2 classes, chance is one half already, and the middle of the first epoch is the earliest time there is.
        return value >= 0.5 ? time : earlier + (0.5 - value) / (smooth[reached] - value) * (time - earlier);
    }

    /// <summary>The median of the <see cref="Window"/> points around each point; at both ends of as many as lie symmetrically around it.</summary>
    /// <returns>As many; a monotone curve is returned as it is.</returns>
    public static double[] Smooth(IReadOnlyList<double> curve) =>
    [
        .. Enumerable.Range(0, curve.Count).Select(i =>
        {
            int half = Math.Min(Window / 2, Math.Min(i, curve.Count - 1 - i));
            return curve.Skip(i - half).Take(2 * half + 1).Order().ElementAt(half);
        }),
    ];

    /// <summary>
    /// Why the runs of a condition have no learning phase: the mean over runs of the accuracy of wrongly labelled images by their true labels
    /// never rises two standard errors above chance. Null if it does, or where no label is wrong.
    /// </summary>
    /// <param name="runs">The curves of the condition's runs, of equal length.</param>
    /// <returns>A sentence without the name of the condition, or null.</returns>
    public static string? LacksLearning(IReadOnlyList<EpochCurves> runs)
    {
        EpochCurves[] noisy = [.. runs.Where(run => run.WrongImages > 0)];
        if (noisy.Length == 0) return null;
        double[][] smooth = [.. noisy.Select(run => Smooth(run.WrongTrue))];
        double peak = Enumerable.Range(0, smooth.Min(curve => curve.Length)).Max(i => smooth.Average(curve => curve[i]));
        double chance = 1.0 / noisy[0].Classes;
        double least = chance + 2 * Math.Sqrt(chance * (1 - chance) / noisy.Sum(run => run.WrongImages));
        return peak >= least
            ? null
            : FormattableString.Invariant($"no learning phase: at best {peak:0.000} of the wrongly labelled images are classified as their true class; {least:0.000} is two standard errors above chance.");
    }
}
