using RepDynamics.Figures;

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

    public static CurveChart TrainingCurves() =>
        new()
        {
            Title = "Accuracy while training: ResNet-18, SGD, seed 10",
            YLabel = "accuracy",
            PerfectFitEpoch = 36,
            Series =
            [
                new("training, given labels", Epochs, Curve(e => 0.25 + 0.75 * (1 - Math.Exp(-e / 9.0)))),
                new("test, true labels", Epochs, Curve(e => 0.25 + 0.45 * (1 - Math.Exp(-e / 3.0)) - 0.08 * (1 - Math.Exp(-e / 30.0)))),
                new("mislabelled, true labels", Epochs, Curve(e => 0.25 + 0.5 * Math.Exp(-Math.Pow(Math.Log((e + 1) / 7.0), 2)) - 0.2 * (1 - Math.Exp(-e / 15.0)))),
                new("mislabelled, given labels", Epochs, Curve(e => 0.02 + 0.98 / (1 + Math.Exp(-(e - 20) / 4.0)))),
            ],
        };

    public static IntervalChart Synchrony() =>
        new()
        {
            Title = "ViTSync, profile cpu: synchrony, ViT minus ResNet",
            XLabel = "difference of synchrony (Lin's concordance)",
            Margin = 0.10,
            Conditions =
            [
                new("SGD", [0.31, 0.26, 0.39, 0.33], 0.26, 0.385, "Reproduced"),
                new("Adam", [0.08, 0.17, 0.02, 0.13], 0.025, 0.175, "Inconclusive"),
            ],
        };

    private static double[] Curve(Func<double, double> value) => Array.ConvertAll(Epochs, e => value(e));

    // Similarity decays with the distance on the log axis, more in deep taps, and most across the time of perfect fit.
    private static double[,] Similarity(double depth, double perfectFit)
    {
        double[] place = Array.ConvertAll(
            Epochs, e => Math.Log(e + 1) * (0.1 + 0.15 * depth) + 0.25 * depth / (1 + Math.Exp(-6 * Math.Log((e + 1) / perfectFit))));
        double[,] similarity = new double[Epochs.Length, Epochs.Length];
        for (int i = 0; i < Epochs.Length; i++)
        {
            for (int j = 0; j < Epochs.Length; j++)
                similarity[i, j] = Math.Exp(-Math.Abs(place[i] - place[j]));
        }

        return similarity;
    }
}
