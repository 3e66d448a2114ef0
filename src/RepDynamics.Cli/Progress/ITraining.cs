using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>The result of training.</summary>
/// <param name="Outcomes">The outcomes, in the order of the recipes.</param>
/// <param name="Stages">The time of each stage.</param>
internal sealed record Trained(IReadOnlyList<RunOutcome> Outcomes, StageTimes Stages);

/// <summary>Trains runs for the command.</summary>
internal interface ITraining
{
    /// <summary>Returns a training that reads stored runs only: a run that is not stored fails.</summary>
    ITraining StoredOnly => this;

    /// <summary>Trains recipes, or reads their stored runs.</summary>
    /// <param name="recipes">Distinct recipes, costliest first.</param>
    /// <param name="regions">Which runs have their decision regions measured, and how.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="report">Receives run events, one at a time.</param>
    /// <param name="cancellation">Stops all runs.</param>
    /// <exception cref="OperationCanceledException">The runs were stopped.</exception>
    Trained Run(IReadOnlyList<Recipe> recipes, RegionChoice regions, string device, Action<RunEvent> report, CancellationToken cancellation);

    /// <summary>Returns a function that estimates the cost of a recipe and, if its second argument is true, times some steps.</summary>
    /// <param name="regions">Which runs have their decision regions measured, and how.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    Func<Recipe, bool, Prospect> Foresight(RegionChoice regions, string device);
}

/// <summary>The expected cost of a run.</summary>
/// <param name="Cost">The counted cost.</param>
/// <param name="ImagesPerSecond">The speed, measured with all concurrent runs; null if not timed.</param>
/// <param name="MaxParallelRuns">The number of concurrent runs.</param>
internal sealed record Prospect(RunCost Cost, double? ImagesPerSecond, int MaxParallelRuns);
