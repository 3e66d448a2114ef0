namespace RepDynamics.Benchmarks;

/// <summary>What both sides of the benchmark of checkpoints compare.</summary>
internal static class CheckpointSizes
{
    public const int Epochs = 41;

    public const int Images = 400;

    public static readonly string[] Taps = ["stem", .. Enumerable.Range(1, 8).Select(block => $"block{block}")];

    /// <summary>Pairs of epochs that the reference compares, each with itself included; the time of all is extrapolated.</summary>
    public static int TimedPairs => Options.Scaled(12, 4);
}
