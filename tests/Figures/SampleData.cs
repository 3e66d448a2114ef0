using RepDynamics.Figures;
using RepDynamics.Tests.Dynamics;

namespace RepDynamics.Tests.Figures;

/// <summary>Made-up data of the size and shape of a real run: 41 snapshots, 10 taps of a ResNet, 8 of a ViT.</summary>
internal static class SampleData
{
    public static readonly string[] ResNetTaps =
        ["stem", "block1", "block2", "block3", "block4", "block5", "block6", "block7", "block8", "output"];

    public static readonly string[] VitTaps =
        ["embedding", "block1", "block2", "block3", "block4", "block5", "block6", "output"];

    /// <summary>41 snapshots, 22 on a logarithmic grid and 20 on a linear one, merged.</summary>
    public static readonly int[] Epochs =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 14, 17, 18, 21, 24, 26, 30, 34, 36, 38, 42, 45, 48, 54, 57, 60, 66, 68, 72, 78, 81,
        84, 90, 95, 96, 102, 108, 112, 114, 120,
    ];

    private static readonly double[] Places = Array.ConvertAll(Epochs, epoch => (double)epoch);

    public static HeatMapGrid FourNetworks() =>
        new()
        {
            Title = "Linear CKA of each tap with itself across epochs",
            Quantity = "linear CKA",
            Rows =
            [
                Row("ResNet-18, SGD, seed 10", ResNetTaps, 36),
                Row("ResNet-18, Adam, seed 10", ResNetTaps, 24),
                Row("ViT, SGD, seed 10", VitTaps, 57),
                Row("ViT, Adam, seed 10", VitTaps, null),
            ],
        };

    public static HeatMapRow Row(string title, string[] taps, int? perfectFit) =>
        new()
        {
            Title = title,
            Epochs = Epochs,
            PerfectFitEpoch = perfectFit,
            Panels = [.. taps.Select((tap, depth) => new HeatMapPanel(tap, Similarity(depth / (double)taps.Length, perfectFit ?? 200)))],
        };

    public static LineChart TrainingCurves() => Curves(
        "accuracy",
        [
            new("training, given labels", Places, Curve(e => 0.25 + 0.75 * (1 - Math.Exp(-e / 9.0)))),
            new("test, true labels", Places, Curve(e => 0.25 + 0.45 * (1 - Math.Exp(-e / 3.0)) - 0.08 * (1 - Math.Exp(-e / 30.0)))),
            new("mislabelled, true labels", Places, Curve(e => 0.25 + 0.5 * Math.Exp(-Math.Pow(Math.Log((e + 1) / 7.0), 2)) - 0.2 * (1 - Math.Exp(-e / 15.0)))),
            new("mislabelled, given labels", Places, Curve(e => 0.02 + 0.98 / (1 + Math.Exp(-(e - 20) / 4.0)))),
        ],
        fit: 36, "Accuracy while training: ResNet-18, SGD, seed 10");

    /// <summary>A chart of one panel over epochs.</summary>
    public static LineChart Curves(string quantity, LineSeries[] series, int? fit = null, string? title = null, (double, double)? range = null) =>
        new()
        {
            Title = title,
            YLabel = quantity,
            YRange = range,
            XAxis = ChartAxis.Epochs(0, (int)series.Max(line => line.X[^1])),
            Panels = [new("", series) { Marks = fit is { } epoch ? [new($"t* = {epoch}, perfect fit: 99.5% of the given labels, for good", epoch)] : [] }],
        };

    public static IntervalChart Synchrony() =>
        new()
        {
            Title = "ViTSync, profile cpu: synchrony, ViT minus ResNet",
            XLabel = "difference of synchrony (Lin's concordance)",
            Margin = 0.10,
            Confidence = .9,
            Conditions =
            [
                new("SGD", [0.31, 0.26, 0.39, 0.33], 0.26, 0.385, "Reproduced"),
                new("Adam", [0.08, 0.17, 0.02, 0.13], 0.025, 0.175, "Inconclusive"),
            ],
        };

    public static LineChart FourConditions() =>
        new()
        {
            Title = "Is there a double descent of the test error?",
            YLabel = "error",
            XAxis = ChartAxis.Epochs(0, 120),
            Levels = [new("chance, 0.75", 0.75)],
            Key = "line: mean over seeds; band: range over seeds",
            Panels =
            [
                .. ((string[])["ResNet-SGD-narrow", "ResNet-SGD-wide", "ResNet-Adam-narrow", "ResNet-Adam-wide"]).Select((condition, i) =>
                {
                    double[] test = Curve(e => 0.4 + 0.02 * i * Math.Sin(e / 9.0));
                    return new ChartPanel($"{condition}: no double descent seen (rise 0.004, descent 0.011)",
                    [
                        new("test error", Places, test) { Range = (Array.ConvertAll(test, t => t - 0.02), Array.ConvertAll(test, t => t + 0.03)), Dots = [(10, 0.41), (20, 0.45)] },
                        new("training error", Places, Curve(e => 0.7 / (1 + e / 10.0))),
                        new("test error, a seed each", Places, Curve(e => 0.41)) { Faint = true },
                    ])
                    {
                        Marks = [new("t*", 36), new("peak", 30, Dashed: true)],
                        Windows = [new("second descent", 30, 80), new("window before it", 11, 30)],
                    };
                }),
            ],
        };

    public static LineChart AroundFit() =>
        new()
        {
            YLabel = "slow-down",
            XAxis = ChartAxis.MultiplesOfFit(1.0 / 3, 3),
            Panels = [new("", [new("mean", [0.4, 1, 2.5], [-0.2, 0.6, 0.1])]) { Windows = [new("near t*", 0.67, 1.5)] }],
        };

    public static MatrixGrid Concordance() =>
        new()
        {
            Title = "Which blocks change in step",
            Quantity = "concordance",
            Panels = [Matrix("ResNet-SGD: mean of pairs 0.53", 8), Matrix("ViT-SGD: mean of pairs 0.91", 6), Matrix("a large network", 20)],
        };

    private static MatrixPanel Matrix(string title, int n)
    {
        double[,] values = Matrices.Fill(n, (i, j) => 1 - (j - i) / (n + 0.0));
        for (int i = 0; i < n; i++) values[i, i] = double.NaN;
        return new(title, [.. Enumerable.Range(1, n).Select(i => $"{i}")], values);
    }

    private static double[] Curve(Func<double, double> value) => Array.ConvertAll(Epochs, e => value(e));

    // Similarity decays with the distance on the log axis, more in deep taps, and most across the time of perfect fit.
    private static double[,] Similarity(double depth, double perfectFit)
    {
        double[] place = Array.ConvertAll(
            Epochs, e => Math.Log(e + 1) * (0.1 + 0.15 * depth) + 0.25 * depth / (1 + Math.Exp(-6 * Math.Log((e + 1) / perfectFit))));
        return Matrices.Fill(Epochs.Length, (i, j) => Math.Exp(-Math.Abs(place[i] - place[j])));
    }
}
