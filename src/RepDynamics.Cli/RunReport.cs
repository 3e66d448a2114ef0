using System.Collections.Immutable;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Cli;

/// <summary>The result of a run for one claim.</summary>
/// <param name="Decides">Whether the outcome counts: profile and seeds are registered to decide.</param>
/// <param name="Explores">Whether seeds were given on the command line.</param>
/// <param name="Baseline">The comparison with the baseline; null for seeds that are not registered, and where a run failed.</param>
internal sealed record RunReport(
    string Claim, string Profile, Outcome Outcome, bool Decides, bool Explores, ImmutableArray<RunReport.Part> Parts, ImmutableArray<string> Failures,
    BaselineComparison? Baseline, string Folder)
{
    public ExitCode Code => this switch
    {
        { Failures.Length: > 0 } => ExitCode.RunFailed,
        { Baseline.State: BaselineState.Departs } => ExitCode.Attention,
        { Decides: false } or { Outcome: Outcome.Reproduced } => ExitCode.Ok,
        { Outcome: Outcome.Contradicted } => ExitCode.Contradicted,
        _ => ExitCode.Inconclusive,
    };

    public static RunReport Of(ClaimResults results, bool explores, BaselineComparison? baseline) => new(
        results.Verdict.Claim,
        results.Verdict.Profile,
        results.Verdict.Outcome,
        results.Verdict.Decides,
        explores,
        [.. results.Verdict.Parts.Select(p => new Part(p.Name, p.Decides, p.Outcome, p.Interval?.Mean, p.Interval?.Lower, p.Interval?.Upper, p.Reason))],
        results.Failures,
        baseline,
        results.Folder);

    /// <summary>Returns the exit code for several claims: a failed run comes first, then a departure, a contradiction, an inconclusive claim.</summary>
    public static ExitCode Worst(IEnumerable<RunReport> reports) =>
        reports.Select(r => r.Code).MaxBy(code => code switch
        {
            ExitCode.RunFailed => 4,
            ExitCode.Attention => 3,
            ExitCode.Contradicted => 2,
            ExitCode.Inconclusive => 1,
            _ => 0,
        });

    public void Write(TextWriter output)
    {
        string caution = this switch
        {
            { Explores: true } => " (exploring other seeds than the registered ones: this decides nothing)",
            { Decides: false } => " (this profile only exercises the plumbing: it decides nothing)",
            _ => "",
        };
        output.WriteLine($"{Claim}: {Outcome}{caution}");
        foreach (Part part in Parts) output.WriteLine($"  {part.Name}{(part.Decides ? "" : " (reported, not deciding)")}: {part.Outcome}. {part.Reason}");
        foreach (string failure in Failures) output.WriteLine($"  {failure}");
        if (Baseline is not null) output.WriteLine($"  baseline: {Describe(Baseline)}");
        output.WriteLine($"  results: {Folder}");
    }

    private string Describe(BaselineComparison comparison)
    {
        if (comparison.State != BaselineState.Departs) return comparison.State == BaselineState.None ? comparison.Rule : $"agrees. {comparison.Rule}";
        IEnumerable<string> departures = comparison.Differences.Where(d => d.Counts).Select(d => d.Kind == "departs" ? d.Detail : $"{d.Name} {d.Kind}");
        return $"departs: {string.Join("; ", departures)}. {comparison.Rule} repdynamics accept {Claim} --profile {Profile} shows the differences.";
    }

    internal sealed record Part(string Name, bool Decides, Outcome Outcome, double? Mean, double? Lower, double? Upper, string Reason);
}
