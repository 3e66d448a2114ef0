using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Cli.Baselines;
using RepDynamics.Studies;

namespace RepDynamics.Cli;

/// <summary>What a run says about one claim.</summary>
/// <param name="Claim">Its id.</param>
/// <param name="Profile">The scale.</param>
/// <param name="Outcome">The decision.</param>
/// <param name="Decides">Whether it says anything about the claim: profile and seeds are registered to decide.</param>
/// <param name="Explores">Whether seeds were given on the command line.</param>
/// <param name="Parts">The decisions on the parts.</param>
/// <param name="Failures">Runs that failed, each with its error.</param>
/// <param name="Baseline">How it stands to its baseline; null where that was not asked.</param>
/// <param name="Folder">Holds verdict, numbers and figures.</param>
internal sealed record RunReport(
    string Claim, string Profile, Outcome Outcome, bool Decides, bool Explores, ImmutableArray<RunReport.Part> Parts, ImmutableArray<string> Failures,
    BaselineCheck? Baseline, string Folder)
{
    /// <summary>How the command ends by this claim.</summary>
    public ExitCode Code => this switch
    {
        { Failures.Length: > 0 } => ExitCode.RunFailed,
        { Baseline.State: BaselineState.Departs } => ExitCode.Attention,
        { Decides: false } or { Outcome: Outcome.Reproduced } => ExitCode.Ok,
        { Outcome: Outcome.Contradicted } => ExitCode.Contradicted,
        _ => ExitCode.Inconclusive,
    };

    /// <summary>The report on what was found.</summary>
    public static RunReport Of(ClaimResults results, bool explores, BaselineCheck? baseline) => new(
        results.Verdict.Claim,
        results.Verdict.Profile,
        results.Verdict.Outcome,
        results.Verdict.Decides,
        explores,
        [.. results.Verdict.Parts.Select(p => new Part(p.Name, p.Decides, p.Outcome, p.Interval?.Mean, p.Interval?.Lower, p.Interval?.Upper, p.Reason))],
        results.Failures,
        baseline,
        results.Folder);

    /// <summary>How a command on several claims ends: a failed run weighs most, then a departure, a contradiction, an open question.</summary>
    public static ExitCode Worst(IEnumerable<RunReport> reports) =>
        reports.Select(r => r.Code).MaxBy(code => code switch
        {
            ExitCode.RunFailed => 4,
            ExitCode.Attention => 3,
            ExitCode.Contradicted => 2,
            ExitCode.Inconclusive => 1,
            _ => 0,
        });

    /// <summary>Writes it for a person.</summary>
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
        if (Baseline is not null) output.WriteLine($"  baseline: {Tell(Baseline)}");
        output.WriteLine($"  results: {Folder}");
    }

    private string Tell(BaselineCheck baseline) => baseline.State == BaselineState.Departs
        ? $"departs: {baseline.Detail}. repdynamics accept {Claim} --profile {Profile} shows how"
        : baseline.Detail;

    /// <summary>The decision on one part.</summary>
    internal sealed record Part(string Name, bool Decides, Outcome Outcome, double? Mean, double? Lower, double? Upper, string Reason);
}
