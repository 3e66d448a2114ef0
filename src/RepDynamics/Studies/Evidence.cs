using RepDynamics.Reports;
using RepDynamics.Runs;

namespace RepDynamics.Studies;

/// <summary>What the report draws of a run by itself: its curves, and how every tap compares with itself across epochs.</summary>
internal static class Evidence
{
    /// <summary>The evidence of one run.</summary>
    /// <param name="title">Its name in the verdict, such as <c>ViT-SGD seed 10</c>.</param>
    /// <param name="run">The run.</param>
    public static RunEvidence Of(string title, RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new()
        {
            Name = title,
            RecipeHash = run.RecipeHash,
            PerfectFitEpoch = run.PerfectFitEpoch,
            Environment = run.Environment,
            Metrics = [.. run.Metrics],
            Matrices = [.. run.Similarities.Concat(run.Regions?.HeldOut.Similarities ?? []).Select(MatrixEvidence.Of)],
        };
    }
}
