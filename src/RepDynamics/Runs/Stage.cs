namespace RepDynamics.Runs;

/// <summary>The stages of a scheduler's work, as its table of times calls them.</summary>
internal static class Stage
{
    public const string Data = "reading or drawing images";

    public const string Store = "opening the store: checking every file";

    public const string Training = "training, all of it";

    public const string Measuring = "  measuring similarity";

    public const string Keeping = "  writing snapshots, metrics and resume points";

    public const string Regions = "fitting probes, measuring decision regions";
}
