using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>
/// Whether the test error of a network descends twice while it trains (epoch-wise double descent, Nakkiran et al. 2020): down to a first
/// minimum, up to a peak although the training error goes on falling, and down again.
/// </summary>
/// <remarks>
/// <para>
/// Curves are smoothed along ln t first (<see cref="Smooth"/>): single epochs jump, and a jump is no peak. First minimum, peak and second
/// minimum are read off the mean curve of all seeds <i>but one</i>, as those epochs for which the smaller of rise and descent is largest;
/// rise and descent are then measured on the curve of the seed left out. So the noise that placed the peak is not counted as its height:
/// without a double descent, both are as often negative as positive.
/// </para>
/// <para>
/// It is seen if both t intervals over the seeds lie above 0, and both means reach <see cref="SmallestStep"/>, and, so that a failure to
/// train is not mistaken for it, if the training error at the peak is not above that at the first minimum: the lower end of the interval of
/// the difference is not above 0.
/// </para>
/// </remarks>
/// <param name="FirstMinimum">The epoch of the first minimum of the mean curve of all seeds.</param>
/// <param name="Peak">The epoch of the peak between.</param>
/// <param name="SecondMinimum">The epoch of the lowest test error after the peak.</param>
/// <param name="Rises">Test error at the peak minus that at the first minimum, a seed each; <paramref name="Rise"/> is the interval of the mean.</param>
/// <param name="Descents">Test error at the peak minus that at the second minimum.</param>
/// <param name="TrainingRises">Training error at the peak minus that at the first minimum.</param>
public sealed record DoubleDescent(
    int FirstMinimum, int Peak, int SecondMinimum, ImmutableArray<double> Rises, ImmutableArray<double> Descents,
    ImmutableArray<double> TrainingRises, StudentInterval Rise, StudentInterval Descent, StudentInterval TrainingRise)
{
    /// <summary>The smallest mean rise and descent that count: one percent of the test images.</summary>
    public const double SmallestStep = 0.01;

    /// <summary>Half the width of the smoothing window, in ln t: snapshots from t / 1.35 to 1.35 t.</summary>
    public const double HalfWindow = 0.3;

    /// <summary>Whether the double descent is seen.</summary>
    public bool Seen =>
        Rise.Lower > 0 && Descent.Lower > 0 && Rise.Mean >= SmallestStep && Descent.Mean >= SmallestStep && TrainingRise.Lower <= 0;

    /// <summary>
    /// ln of the speed of some blocks within the window of the second descent, from peak to second minimum, over their speed in the window of
    /// the same length in ln t before it: <see cref="SpeedRatio.Speed"/>, mean over blocks. A descent so long that the window before it would begin
    /// before the first epoch counts as far as it need not.
    /// </summary>
    /// <param name="blocks">At least 1 matrix of a network, such as those of the deep half.</param>
    /// <returns>Above 0 if the blocks change faster while the test error descends again; null if the snapshots do not cover both windows.</returns>
    public double? Acceleration(IReadOnlyList<EpochSimilarity> blocks)
    {
        int first = blocks[0].Epochs.First(epoch => epoch > 0);
        if (Peak <= first) return null;
        double end = Math.Min(SecondMinimum, (double)Peak * Peak / first);
        double?[] during = [.. blocks.Select(block => SpeedRatio.Speed(block, Peak, end))];
        double?[] before = [.. blocks.Select(block => SpeedRatio.Speed(block, Math.Max(first, (double)Peak * Peak / end), Peak))];
        return during.Concat(before).Contains(null) || during.Sum() == 0 || before.Sum() == 0 ? null : Math.Log(during.Sum()!.Value / before.Sum()!.Value);
    }

    /// <summary>What was found, in one sentence.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"Test error: first minimum at epoch {FirstMinimum}, peak at {Peak}, second minimum at {SecondMinimum}; rise {Text(Rise)}, "
        + $"descent {Text(Descent)}, training error meanwhile {Text(TrainingRise)}: {(Seen ? "a double descent" : "no double descent to speak of")}.");

    /// <summary>Looks for a double descent.</summary>
    /// <param name="epochs">Epochs of the snapshots, increasing; epoch 0, which has no logarithm, is left out.</param>
    /// <param name="testError">By seed, the share of held-out images classified wrong at every snapshot, in [0, 1]; at least 3 seeds.</param>
    /// <param name="trainError">The same of the training images, by the labels given.</param>
    /// <param name="confidence">Nominal coverage of the intervals, in (0, 1).</param>
    /// <exception cref="ArgumentException">
    /// Fewer than 3 seeds, fewer than 3 snapshots after epoch 0, lengths that differ, epochs out of order, or an error outside [0, 1].
    /// </exception>
    public static DoubleDescent Find(
        IReadOnlyList<int> epochs, IReadOnlyList<IReadOnlyList<double>> testError, IReadOnlyList<IReadOnlyList<double>> trainError,
        double confidence = StudentInterval.DefaultConfidence)
    {
        if (testError.Count < 3)
            throw new ArgumentException($"A peak is looked for on all seeds but one: at least 3 are needed, found {testError.Count}.", nameof(testError));
        if (trainError.Count != testError.Count)
            throw new ArgumentException($"Test errors of {testError.Count} seeds, training errors of {trainError.Count}.", nameof(trainError));
        double[][] test = [.. testError.Select(curve => Smooth(epochs, curve))], train = [.. trainError.Select(curve => Smooth(epochs, curve))];
        int[] times = [.. epochs.Where(epoch => epoch > 0)];
        if (times.Length < 3) throw new ArgumentException($"A peak takes at least 3 snapshots after epoch 0, found {times.Length}.", nameof(epochs));

        int seeds = test.Length;
        double[] rises = new double[seeds], descents = new double[seeds], training = new double[seeds];
        for (int seed = 0; seed < seeds; seed++)
        {
            (int first, int peak, int second) = Shape(Mean([.. test.Where((_, other) => other != seed)]));
            rises[seed] = test[seed][peak] - test[seed][first];
            descents[seed] = test[seed][peak] - test[seed][second];
            training[seed] = train[seed][peak] - train[seed][first];
        }
        (int a, int b, int c) = Shape(Mean(test));
        return new DoubleDescent(
            times[a], times[b], times[c], [.. rises], [.. descents], [.. training],
            StudentInterval.Of(rises, confidence), StudentInterval.Of(descents, confidence), StudentInterval.Of(training, confidence));
    }

    /// <summary>A curve after epoch 0, each value the mean of those within <see cref="HalfWindow"/> of it in ln t.</summary>
    /// <param name="epochs">Epochs of the snapshots, increasing.</param>
    /// <param name="errors">One value in [0, 1] each.</param>
    /// <returns>One value for each epoch after 0.</returns>
    /// <exception cref="ArgumentException">Lengths differ, epochs are out of order, or a value is outside [0, 1].</exception>
    public static double[] Smooth(IReadOnlyList<int> epochs, IReadOnlyList<double> errors)
    {
        PerfectFit.CheckShares(epochs, errors);
        (double Time, double Error)[] points =
            [.. epochs.Zip(errors).Where(point => point.First > 0).Select(point => (Math.Log(point.First), point.Second))];
        // The window shrinks towards both ends alike, so that a slope is not taken for a step there.
        return
        [
            .. points.Select(at =>
            {
                double half = Math.Min(HalfWindow, Math.Min(at.Time - points[0].Time, points[^1].Time - at.Time)) + 1e-9;
                return points.Where(point => Math.Abs(point.Time - at.Time) <= half).Average(point => point.Error);
            }),
        ];
    }

    // The epochs for which the smaller of rise and descent is largest.
    private static (int First, int Peak, int Second) Shape(double[] curve)
    {
        (int First, int Peak, int Second) best = (0, 1, curve.Length - 1);
        double size = double.NegativeInfinity;
        int first = 0;
        for (int peak = 1; peak < curve.Length - 1; peak++)
        {
            if (curve[peak - 1] < curve[first]) first = peak - 1;
            int second = Enumerable.Range(peak + 1, curve.Length - peak - 1).MinBy(later => curve[later]);
            double smaller = curve[peak] - Math.Max(curve[first], curve[second]);
            if (smaller > size) (size, best) = (smaller, (first, peak, second));
        }
        return best;
    }

    private static double[] Mean(double[][] curves) => [.. Enumerable.Range(0, curves[0].Length).Select(i => curves.Average(curve => curve[i]))];

    private static string Text(StudentInterval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Mean:f3} [{interval.Lower:f3}, {interval.Upper:f3}]");
}
