using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>One run: its curves, and where it was trained.</summary>
internal static class RunSection
{
    /// <summary>The section.</summary>
    public static HtmlPart Build(ReportedRun run)
    {
        RunEvidence evidence = run.Evidence;
        string fit = evidence.Metrics.IsEmpty ? "" : evidence.PerfectFitEpoch is { } epoch ? $"Perfect fit at epoch {epoch}." : "It never fits perfectly.";
        return Of(
            "article", Class("run"), With("aria-labelledby", run.Anchor),
            Of("h3", With("id", run.Anchor), $"{evidence.Name} on {run.Profile}"),
            Of("p", "Recipe ", Of("code", Class("long"), evidence.RecipeHash), ". ", fit),
            evidence.Metrics.Length < 2
                ? Of("p", Class("muted"), "Known from the committed numbers alone: its curves are among the figures of its claims.")
                : Of("figure", Class("part"), Of("figcaption", Of("b", "Accuracy"), " by epoch"), CurveDrawing.Draw(evidence)),
            Of("details", Of("summary", "Environment"), Environment($"Environment of {evidence.Name}", evidence.Environment)));
    }

    /// <summary>A table of facts.</summary>
    public static HtmlPart Environment(string label, IReadOnlyDictionary<string, string> facts) =>
        Table(label, ["Fact", "Value"], facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => (IReadOnlyList<HtmlPart>)[fact.Key, fact.Value]));
}
