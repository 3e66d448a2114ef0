namespace RepDynamics.Benchmarks;

/// <summary>What both sides of the benchmark of decision regions look at.</summary>
internal static class RegionSizes
{
    public const int Resolution = 30;

    /// <summary>Taps whose classes are a probe's; the network's own output is one more.</summary>
    public const int Taps = 9;

    public static int Planes => Options.Scaled(6, 2);
}
