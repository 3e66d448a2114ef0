using RepDynamics.Studies;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>What came of training.</summary>
/// <param name="Outcomes">One a recipe, in the order they were given.</param>
/// <param name="Stages">Where the time went.</param>
internal sealed record Trained(IReadOnlyList<RunOutcome> Outcomes, StageTimes Stages);

/// <summary>Whoever trains for the command.</summary>
internal interface ITraining
{
    /// <summary>The same, but what is not kept fails instead of being trained.</summary>
    ITraining StoredOnly => this;

    /// <summary>Trains recipes, or finds what is kept of them.</summary>
    /// <param name="recipes">All different; the longest first.</param>
    /// <param name="regions">Of which runs decision regions are measured, and how.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="report">Told what happens to the runs, one event at a time.</param>
    /// <param name="cancellation">Stops all runs.</param>
    /// <exception cref="OperationCanceledException">The runs were stopped.</exception>
    Trained Run(IReadOnlyList<Recipe> recipes, RegionChoice regions, string device, Action<RunEvent> report, CancellationToken cancellation);

    /// <summary>Whoever tells, of one run after another, what it takes, and, if asked to take some steps, how fast it would be here.</summary>
    /// <param name="regions">Of which runs decision regions are measured, and how.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    Func<Recipe, bool, Prospect> Foresight(RegionChoice regions, string device);
}

/// <summary>What a run is expected to take.</summary>
/// <param name="Cost">Counted.</param>
/// <param name="ImagesPerSecond">Timed, with as many runs side by side as there would be; null where nobody asked.</param>
/// <param name="MaxParallelRuns">How many those are.</param>
internal sealed record Prospect(RunCost Cost, double? ImagesPerSecond, int MaxParallelRuns);
