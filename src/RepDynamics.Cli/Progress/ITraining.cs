using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>Whoever trains for the command.</summary>
internal interface ITraining
{
    /// <summary>Trains recipes, or finds what is kept of them.</summary>
    /// <param name="recipes">All different; the longest first.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="board">Told how far the runs are.</param>
    /// <param name="cancellation">Stops all runs.</param>
    /// <returns>One outcome a recipe, in the order given.</returns>
    /// <exception cref="OperationCanceledException">The runs were stopped.</exception>
    IReadOnlyList<RunOutcome> Run(IReadOnlyList<Recipe> recipes, string device, RunBoard board, CancellationToken cancellation);
}
