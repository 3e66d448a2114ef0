using RepDynamics.Dynamics;
using RepDynamics.Figures;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
// t* and the blocks of the runs of every seed.
using FitRuns = System.Collections.Generic.IReadOnlyList<(int? Fit, System.Collections.Generic.IReadOnlyList<RepDynamics.Similarity.EpochSimilarity> Blocks)>;

namespace RepDynamics.Studies;

/// <summary>
/// Figures of what the registered statistics are computed from, a panel a condition, over all seeds: conditions come with what is drawn of each seed's run. A figure
/// is null where no condition has anything to show, such as a time of perfect fit; seeds on which a statistic is undefined are left out.
/// </summary>
public static class StatisticFigures
{
    private const string SeedsKey = "line: mean over seeds; band: range over seeds", IntervalKey = "line: mean over seeds; band: its 90% t interval; circles: seeds";

    /// <summary>The concordance of every pair of blocks (<see cref="Synchrony.Scaled"/>), mean over seeds.</summary>
    public static Figure? Concordance(string title, IEnumerable<(string Condition, IReadOnlyList<IReadOnlyList<EpochSimilarity>> Runs)> conditions)
    {
        MatrixPanel[] panels = [.. conditions.Select(c => Panel(c.Condition, c.Runs)).OfType<MatrixPanel>()];
        return panels.Length == 0 ? null : new MatrixGrid { Title = title, Quantity = "concordance", Panels = panels };

        static MatrixPanel? Panel(string condition, IReadOnlyList<IReadOnlyList<EpochSimilarity>> runs)
        {
            int n = runs[0].Count;
            if (n < 2) return null;
            double[,] mean = new double[n, n];
            List<double> pairs = [];
            for (int i = 0; i < n; i++)
            {
                mean[i, i] = double.NaN;
                for (int j = 0; j < i; j++)
                {
                    double?[] seeds = [.. runs.Select(run => Synchrony.Scaled([run[i], run[j]]))];
                    mean[i, j] = mean[j, i] = seeds.Contains(null) ? double.NaN : seeds.Average()!.Value;
                    if (double.IsFinite(mean[i, j])) pairs.Add(mean[i, j]);
                }
            }
            return pairs.Count == 0 ? null : new(
                $"{condition}: mean of pairs {LinearAxis.Rounded(pairs.Average())}", [.. Enumerable.Range(1, n).Select(i => FormattableString.Invariant($"{i}"))], mean);
        }
    }

    /// <summary>Accuracies while the networks train, at their snapshots.</summary>
    public static Figure Accuracies(string title, IReadOnlyList<(string Condition, IReadOnlyList<RunRecord> Runs)> conditions)
    {
        return new LineChart
        {
            Title = title,
            YLabel = "accuracy",
            YRange = (0, 1),
            XAxis = Epochs(conditions),
            Levels = Chance(conditions),
            Key = SeedsKey + "; t* of a seed: the first epoch from which on 99.5% of the training images have their given label, for good",
            Panels = [.. conditions.Select(c => new ChartPanel(c.Condition + Fits(c.Runs), [.. Lines(c.Runs)]) { Marks = FitMarks(c.Runs) })],
        };

        static IEnumerable<LineSeries> Lines(IReadOnlyList<RunRecord> runs)
        {
            double[] x = [.. runs[0].Metrics.Select(m => (double)m.Epoch)];
            yield return Band("training, labels given", x, runs.Select(run => run.Metrics.Select(m => m.TrainAccuracy)));
            if (runs.All(run => run.Metrics.All(m => m.MislabelledTrueAccuracy is not null)))
                yield return Band("mislabelled, true labels", x, runs.Select(run => run.Metrics.Select(m => m.MislabelledTrueAccuracy!.Value)));
            yield return Band("test", x, runs.Select(run => run.Metrics.Select(m => m.TestAccuracy)));
        }
    }

    /// <summary>Memorization: accuracies of rightly and wrongly labelled images in every epoch, with the boundaries of its phases.</summary>
    public static Figure? Memorization(string title, IReadOnlyList<(string Condition, IReadOnlyList<RunRecord> Runs)> conditions)
    {
        (string Condition, IReadOnlyList<RunRecord> Runs)[] noisy = [.. conditions.Where(c => c.Runs.All(run => run.Curves is { WrongImages: > 0 } curves && curves.Right.Length > 0))];
        return noisy.Length == 0 ? null : new LineChart
        {
            Title = title,
            YLabel = "accuracy in training",
            YRange = (0, 1),
            XAxis = ChartAxis.Epochs(1, noisy.Max(c => c.Runs.Max(run => run.Curves!.Given.Length))),
            Levels = [.. Chance(noisy), new("one half: the lag is measured here", 0.5)],
            Key = SeedsKey + "; t_g: most wrongly labelled images are classified as their true class; t*: 99.5% of the given labels, for good",
            Panels =
            [
                .. noisy.Select(c => new ChartPanel(c.Condition + Lag(c.Runs), [.. Lines(c.Runs)])
                {
                    Marks = [.. Median("t_g, median over seeds", c.Runs.Select(run => run.Curves!.Generalization), dashed: true), .. FitMarks(c.Runs)],
                }),
            ],
        };

        static IEnumerable<LineSeries> Lines(IReadOnlyList<RunRecord> runs)
        {
            int epochs = runs.Min(run => run.Curves!.Given.Length);
            double[] x = [.. Enumerable.Range(1, epochs).Select(epoch => (double)epoch)];
            yield return Band("rightly labelled, given label", x, runs.Select(run => EpochCurves.Smooth(run.Curves!.Right).Take(epochs)));
            yield return Band("wrongly labelled, given label", x, runs.Select(run => EpochCurves.Smooth(run.Curves!.WrongGiven).Take(epochs)));
            yield return Band("wrongly labelled, true label", x, runs.Select(run => EpochCurves.Smooth(run.Curves!.WrongTrue).Take(epochs)));
        }

        static string Lag(IReadOnlyList<RunRecord> runs) => runs.All(run => run.Curves!.MemorizationLag is not null)
            ? $": lag {LinearAxis.Rounded(runs.Average(run => run.Curves!.MemorizationLag!.Value))} in ln t"
            : "";
    }

    /// <summary>The share of held-out images classified wrong, smoothed as the detector of a double descent does, with the windows it compares.</summary>
    public static Figure Errors(string title, IReadOnlyList<(string Condition, IReadOnlyList<RunRecord> Runs, DoubleDescent? Descent)> conditions)
    {
        return new LineChart
        {
            Title = title,
            YLabel = "error",
            XAxis = Epochs([.. conditions.Select(c => (c.Condition, c.Runs))]),
            Key = SeedsKey + $" (smoothed along ln t); seen: rise and descent of the test error of at least {DoubleDescent.SmallestStep:0.00} whose 90% t intervals lie above 0",
            Panels = [.. conditions.Select(c => Panel(c.Condition, c.Runs, c.Descent))],
        };

        static ChartPanel Panel(string condition, IReadOnlyList<RunRecord> runs, DoubleDescent? descent)
        {
            int[] epochs = [.. runs[0].Metrics.Select(m => m.Epoch)];
            double[] x = [.. epochs.Where(epoch => epoch > 0).Select(epoch => (double)epoch)];
            double[][] test = [.. runs.Select(run => DoubleDescent.Smooth(epochs, [.. run.Metrics.Select(m => 1 - m.TestAccuracy)]))];
            double[][] train = [.. runs.Select(run => DoubleDescent.Smooth(epochs, [.. run.Metrics.Select(m => 1 - m.TrainAccuracy)]))];
            string gate = descent switch
            {
                null => "too few seeds to look for a double descent",
                { Seen: true } => "double descent seen",
                _ => $"no double descent seen (rise {LinearAxis.Result(descent.Rise.Mean)}, descent {LinearAxis.Result(descent.Descent.Mean)})",
            };
            ChartPanel panel = new($"{condition}: {gate}", [Band("test error", x, test), .. test.Select(seed => new LineSeries("test error, a seed each", x, seed) { Faint = true }), Band("training error", x, train)]);
            if (descent is null) return panel;
            double first = x[0], end = descent.Peak <= first ? descent.SecondMinimum : Math.Min(descent.SecondMinimum, descent.Peak * descent.Peak / first);
            return panel with
            {
                Marks = [.. new[] { descent.FirstMinimum, descent.Peak, descent.SecondMinimum }.Select(epoch => new ChartMark("first minimum, peak, second minimum", epoch, Dashed: true))],
                // Where there is no double descent, no speed is compared.
                Windows = descent.Seen && descent.Peak > first
                    ? [new("second descent", descent.Peak, end), new("window before it", descent.Peak * descent.Peak / end, descent.Peak)]
                    : [],
            };
        }
    }

    /// <summary>The slow-down ln rho(c) around t*, with the placebos and the window within which its maximum must lie.</summary>
    /// <param name="factor">How near to t* the maximum must lie, as a factor.</param>
    public static Figure? SlowDowns(string title, IEnumerable<(string Condition, FitRuns Runs)> conditions, double factor)
    {
        double[] ratios = [.. Enumerable.Range(0, 41).Select(i => Math.Pow(3, i / 20.0 - 1))];
        ChartWindow near = new(FormattableString.Invariant($"within a factor of {factor:0.##} of t*"), 1 / factor, factor);
        return Chart(
            title, "slow-down ln \u03C1(c)", ChartAxis.MultiplesOfFit(1.0 / 3, 3),
            SeedsKey + "; circles: the maximum of each seed; \u03C1(c): speed from c/2 to c over speed from c to 2 c",
            conditions.Select(c => AroundFit(c.Condition, c.Runs, ratios, SlowDown, [near], maxima: true)), new ChartLevel("as fast before c as after it", 0));

        static double[]? SlowDown(IReadOnlyList<EpochSimilarity> blocks, double epoch) =>
            SpeedRatio.At(blocks, epoch) is { Undefined: null } at ? [.. at.Taps.Select(tap => tap.LogRho)] : null;
    }

    /// <summary>How fast the blocks change around t*, with the windows whose speeds are compared at t*.</summary>
    public static Figure? Speeds(string title, IEnumerable<(string Condition, FitRuns Runs)> conditions)
    {
        double half = Math.Pow(2, 0.25);
        double[] ratios = [.. Enumerable.Range(0, 33).Select(i => Math.Pow(2, i / 8.0 - 2))];
        return Chart(
            title, "speed: \u2212ln CKA per unit of ln t", ChartAxis.MultiplesOfFit(0.25, 4), SeedsKey + "; each speed is that of half an octave",
            conditions.Select(c => AroundFit(c.Condition, c.Runs, ratios, Speed, [new("before t*", 0.5, 1), new("after t*", 1, 2)])));

        double[]? Speed(IReadOnlyList<EpochSimilarity> blocks, double epoch) => Known([.. blocks.Select(block => SpeedRatio.Speed(block, epoch / half, epoch * half))]);
    }

    // The blocks and their mean at the multiples of t* at which every seed has them all; null for fewer than two.
    private static ChartPanel? AroundFit(
        string condition, FitRuns runs, double[] ratios, Func<IReadOnlyList<EpochSimilarity>, double, double[]?> at, ChartWindow[] windows, bool maxima = false)
    {
        double[]?[][] scans = [.. runs.Where(run => run.Fit is not null).Select(run => ratios.Select(ratio => at(run.Blocks, ratio * run.Fit!.Value)).ToArray())];
        int[] defined = [.. Enumerable.Range(0, ratios.Length).Where(i => scans.Length > 0 && scans.All(scan => scan[i] is not null))];
        if (defined.Length < 2) return null;
        double[] x = [.. defined.Select(i => ratios[i])];
        // [seed][ratio][block]
        double[][][] seeds = [.. scans.Select(scan => defined.Select(i => scan[i]!).ToArray())];
        double[][] means = [.. seeds.Select(seed => seed.Select(blocks => blocks.Average()).ToArray())];
        LineSeries main = Band("mean over blocks", x, means);
        if (maxima) main = main with { Dots = [.. means.Select(mean => mean.Index().MaxBy(place => place.Item)).Select(top => (x[top.Index], top.Item))] };
        IEnumerable<LineSeries> each = Enumerable.Range(0, seeds[0][0].Length).Select(block =>
            new LineSeries("a block each, mean over seeds", x, [.. x.Select((_, i) => seeds.Average(seed => seed[i][block]))]) { Faint = true });
        return new(condition, [main, .. each])
        {
            Marks = [new("t*", 1), new("placebos: half and twice t*", 0.5, Dashed: true), new("placebos: half and twice t*", 2, Dashed: true)],
            Windows = windows,
        };
    }

    private static double[]? Known(double?[] values) => values.Contains(null) ? null : [.. values.OfType<double>()];

    /// <summary>A statistic of each block on its relative depth, with the least-squares line through its means.</summary>
    /// <param name="slopes">Whether the line is drawn and its slope written.</param>
    public static Figure? ByDepth(
        string title, string quantity, IEnumerable<(string Condition, IReadOnlyList<double?[]> Seeds)> conditions, IReadOnlyList<ChartLevel>? levels = null, bool slopes = true)
    {
        return Chart(
            title, quantity, ChartAxis.Share("relative depth, from the input to the output"), IntervalKey,
            conditions.Select(c => Panel(c.Condition, [.. c.Seeds.Where(seed => seed.Length > 1).Select(Known).OfType<double[]>()])), [.. levels ?? []]);

        ChartPanel? Panel(string condition, double[][] seeds)
        {
            if (seeds.Length == 0 || seeds[0].Length < 2) return null;
            double[] x = [.. Enumerable.Range(0, seeds[0].Length).Select(i => i / (seeds[0].Length - 1.0))];
            double[] mean = [.. x.Select((_, i) => seeds.Average(seed => seed[i]))];
            LineSeries main = Interval("mean over seeds", [.. x.Select((at, i) => (at, seeds.Select(seed => seed[i]).ToArray()))]);
            if (!slopes) return new(condition, [main]);
            double slope = Evolution.Slope(mean), middle = mean.Average();
            double[] relative = [.. seeds.Select(Evolution.RelativeSlope).OfType<double>()];
            string found = relative.Length < 2 ? "" : StudentInterval.Of(relative) is var interval
                ? $": slope {LinearAxis.Rounded(interval.Mean)} [{LinearAxis.Rounded(interval.Lower)}, {LinearAxis.Rounded(interval.Upper)}] of the mean" : "";
            return new(condition + found, [main, new("least squares", [0, 1], [middle - slope / 2, middle + slope / 2])]);
        }
    }

    /// <summary>A statistic of conditions in an order, such as of width: seeds, mean and interval.</summary>
    /// <param name="axis">What orders the conditions.</param>
    public static Figure? InOrder(string title, string quantity, string axis, IReadOnlyList<(string Name, IEnumerable<double?> Seeds)> conditions)
    {
        (double Place, double[] Seeds)[] known = [.. conditions.Select((c, i) => ((double)i, c.Seeds.OfType<double>().ToArray())).Where(c => c.Item2.Length > 1)];
        if (known.Length < 2) return null;
        return Chart(title, quantity, ChartAxis.InOrder(axis, [.. conditions.Select(c => c.Name)]), IntervalKey, [new("", [Interval("mean over seeds", known)])]);
    }

    /// <summary>How far the blocks move in the octaves around t*, relative to the octave before it.</summary>
    public static Figure? Octaves(string title, IEnumerable<(string Condition, FitRuns Runs)> conditions)
    {
        return Chart(
            title, "movement, relative to [t*/2, t*)", ChartAxis.InOrder("octave of time", ["[t*/2, t*)", "[t*, 2 t*)", "[2 t*, 4 t*)"]), IntervalKey, conditions.Select(Panel),
            new ChartLevel("as far as before t*", 1));

        static ChartPanel? Panel((string Condition, FitRuns Runs) c)
        {
            // [octave][seed][block]
            double[][][] moved =
            [
                .. ((int[])[1, 2]).Select(octave => c.Runs.Select(run => Known([.. run.Blocks.Select(block => run.Fit is { } fit ? Trajectory.After(block, fit, octave) : null)]))
                    .OfType<double[]>().ToArray()),
            ];
            int last = moved[0].Length < 2 ? 0 : moved[1].Length < 2 ? 1 : 2;
            if (last == 0) return null;
            double[] x = [.. Enumerable.Range(0, last + 1).Select(i => (double)i)];
            LineSeries main = Interval("mean over blocks", [.. moved.Take(last).Select((octave, i) => (i + 1.0, octave.Select(blocks => blocks.Average()).ToArray()))]);
            if (main.Range is var (low, high)) main = main with { X = x, Values = [1, .. main.Values], Range = ([1, .. low], [1, .. high]) };
            return new(c.Condition, [main, .. Enumerable.Range(0, moved[0][0].Length).Select(block =>
                new LineSeries("a block each, mean over seeds", x, [1, .. moved.Take(last).Select(octave => octave.Average(seed => seed[block]))]) { Faint = true })]);
        }
    }

    /// <summary>The pieces of the network's own decision around t*, on planes around wrongly and rightly labelled images, with the windows that are compared.</summary>
    public static Figure? Pieces(string title, IEnumerable<(string Condition, IReadOnlyList<RunRecord> Runs)> conditions)
    {
        return Chart(
            title, "pieces a plane", ChartAxis.MultiplesOfFit(1.0 / 6, 4.5), SeedsKey + "; the mean around t* is compared with the means before and after",
            conditions.Select(c => Panel(c.Condition, c.Runs)));

        static ChartPanel? Panel(string condition, IReadOnlyList<RunRecord> runs)
        {
            (double Fit, OutputPieces Pieces)[] known =
                [.. runs.Where(run => run.PerfectFitEpoch is not null && run.Regions?.Pieces is { Epochs.Length: > 1 }).Select(run => ((double)run.PerfectFitEpoch!.Value, run.Regions!.Pieces!))];
            // Snapshots lie near to the same multiples of t* in every seed.
            (double Ratio, int[] At)[] times =
                [.. RegionOptions.OutputTimes.Select(ratio => (ratio, known.Select(run => Near(run.Pieces, ratio * run.Fit)).ToArray())).Where(time => time.Item2.All(at => at >= 0))];
            if (known.Length == 0 || times.Length < 2) return null;
            double[] x = [.. times.Select(time => time.Ratio)];
            return new(condition,
            [
                Band("around wrongly labelled images", x, known.Select((run, seed) => times.Select(time => run.Pieces.Wrong[time.At[seed]]))),
                Band("around rightly labelled images", x, known.Select((run, seed) => times.Select(time => run.Pieces.Right[time.At[seed]]))),
            ])
            {
                Marks = [new("t*", 1)],
                Windows = [new("around t*", 0.5, 1.5), new("before", 1 / 6.0, 0.5), new("after", 1.5, 4.5)],
            };
        }

        static int Near(OutputPieces pieces, double epoch) =>
            pieces.Epochs.Index().Where(e => Math.Abs(Math.Log(e.Item / epoch)) < Math.Log(3) / 6).Select(e => e.Index).FirstOrDefault(-1);
    }

    private static LineChart? Chart(string title, string quantity, ChartAxis axis, string key, IEnumerable<ChartPanel?> panels, params ChartLevel[] levels)
    {
        ChartPanel[] shown = [.. panels.OfType<ChartPanel>()];
        return shown.Length == 0 ? null : new() { Title = title, YLabel = quantity, XAxis = axis, Key = key, Levels = levels, Panels = shown };
    }

    /// <summary>Lines over seeds: their mean, and the range as a band.</summary>
    private static LineSeries Band(string name, double[] x, IEnumerable<IEnumerable<double>> seeds)
    {
        double[][] curves = [.. seeds.Select(seed => seed.ToArray())];
        return new(name, x, [.. x.Select((_, i) => curves.Average(curve => curve[i]))])
        {
            Range = curves.Length < 2 ? null : ([.. x.Select((_, i) => curves.Min(curve => curve[i]))], [.. x.Select((_, i) => curves.Max(curve => curve[i]))]),
        };
    }

    // The mean over seeds at each place, its interval, and the seeds as dots.
    private static LineSeries Interval(string name, IReadOnlyList<(double X, double[] Seeds)> places)
    {
        (double, double)[] dots = [.. places.SelectMany(p => p.Seeds.Select(value => (p.X, value)))];
        LineSeries line = new(name, [.. places.Select(p => p.X)], [.. places.Select(p => p.Seeds.Average())]) { Dots = dots };
        if (places.Any(p => p.Seeds.Length < 2)) return line;
        StudentInterval[] intervals = [.. places.Select(p => StudentInterval.Of(p.Seeds))];
        return line with { Range = ([.. intervals.Select(i => i.Lower)], [.. intervals.Select(i => i.Upper)]) };
    }

    private static ChartAxis Epochs(IReadOnlyList<(string Condition, IReadOnlyList<RunRecord> Runs)> conditions) =>
        ChartAxis.Epochs(0, conditions.Max(c => c.Runs.Max(run => run.Metrics[^1].Epoch)));

    private static ChartLevel[] Chance(IEnumerable<(string Condition, IReadOnlyList<RunRecord> Runs)> conditions) =>
        conditions.SelectMany(c => c.Runs).Select(run => run.Curves?.Classes).FirstOrDefault(classes => classes is not null) is { } classes ? [ChartLevel.Chance(classes)] : [];

    private static ChartMark[] FitMarks(IReadOnlyList<RunRecord> runs) => Median("t*, median over seeds", runs.Select(run => run.PerfectFitEpoch), dashed: false);

    private static ChartMark[] Median(string name, IEnumerable<int?> epochs, bool dashed)
    {
        int[] known = [.. epochs.OfType<int>().Order()];
        return known.Length == 0 ? [] : [new(name, (known[known.Length / 2] + known[(known.Length - 1) / 2]) / 2.0, dashed)];
    }

    private static string Fits(IReadOnlyList<RunRecord> runs)
    {
        int[] fits = [.. runs.Select(run => run.PerfectFitEpoch).OfType<int>().Order()];
        return fits.Length == 0 ? ": never fits perfectly" : fits[0] == fits[^1] ? $": t* = {fits[0]}" : $": t* = {fits[0]} to {fits[^1]}";
    }
}
