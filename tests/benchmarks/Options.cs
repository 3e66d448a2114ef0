namespace RepDynamics.Benchmarks;

/// <summary>Settings of this process.</summary>
internal static class Options
{
    public const string QuickFlag = "--quick";

    /// <summary>Whether sizes are reduced, for continuous integration.</summary>
    public static bool Quick { get; set; }

    public static int Scaled(int full, int quick) => Quick ? quick : full;
}
