namespace RepDynamics.Benchmarks;

/// <summary>What both sides of the training benchmark train.</summary>
internal static class TrainingSizes
{
    public static readonly string[] Conditions = ["ResNet-SGD", "ResNet-Adam", "ViT-SGD", "ViT-Adam"];

    /// <summary>Enough of a run's 40 to 140 epochs that its first steps, which are slower on both sides, do not decide.</summary>
    public static int Epochs => Options.Scaled(8, 1);
}

/// <summary>What both sides of the benchmark of decision regions look at.</summary>
internal static class RegionSizes
{
    public const int Resolution = 30;

    /// <summary>Taps whose classes are a probe's; the network's own output is one more.</summary>
    public const int Taps = 9;

    public static int Planes => Options.Scaled(6, 2);
}

/// <summary>What both sides of the benchmark of checkpoints compare.</summary>
internal static class CheckpointSizes
{
    public const int Epochs = 41;

    public const int Images = 400;

    public static readonly string[] Taps = ["stem", .. Enumerable.Range(1, 8).Select(block => $"block{block}")];

    /// <summary>Pairs of epochs that the reference compares, each with itself included; the time of all is extrapolated.</summary>
    public static int TimedPairs => Options.Scaled(12, 4);
}
