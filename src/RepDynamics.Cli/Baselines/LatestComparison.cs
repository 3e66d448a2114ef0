using System.Collections.Immutable;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Reports;

namespace RepDynamics.Cli.Baselines;

/// <summary>Compares the latest results of a claim, or what a test left beside its baseline, with the baseline.</summary>
internal static class LatestComparison
{
    private const string Exactly = "Numbers are compared exactly, figures by their looks.";

    /// <summary>The comparison; null where there is nothing to compare.</summary>
    /// <param name="source">A claim on a profile.</param>
    /// <exception cref="ClaimFileException">A verdict is damaged.</exception>
    public static BaselineComparison? Of(ReportSource source)
    {
        bool run = File.Exists(Path.Combine(source.Results, ClaimResults.VerdictFileName));
        bool accepted = Directory.Exists(source.Baseline);
        return (run, accepted) switch
        {
            (true, true) => OfResults(source, source.Baseline!),
            (true, false) => new(source.Registration.Id, source.Profile, "Nothing was accepted yet: there is no baseline to differ from.", []),
            (false, true) => OfReceived(source, source.Baseline!),
            _ => null,
        };
    }

    private static BaselineComparison OfResults(ReportSource source, string baseline)
    {
        Verdict verdict = VerdictFile.Read(Path.Combine(source.Results, ClaimResults.VerdictFileName));
        bool whole = File.Exists(Path.Combine(source.Results, ClaimResults.NumbersFileName));
        if (!whole)
        {
            return new(source.Registration.Id, source.Profile, "The latest results are not whole: a run failed, or was stopped.",
                [new(ClaimResults.VerdictFileName, "unfinished", $"run it again: repdynamics run {source.Registration.Id} --profile {source.Profile}", Counts: true)]);
        }
        AcceptedVerdict accepted = AcceptedVerdict.In(baseline);
        if (accepted.WhyNotExact(verdict) is { } why)
        {
            return new(
                source.Registration.Id, source.Profile, $"Compared {AcceptedVerdict.LooseRule}, because {why}.",
                [
                    .. accepted.Departures(verdict).Select(departure => new BaselineMismatch(ClaimResults.VerdictFileName, "departs", departure, Counts: true)),
                    // Figures within the tolerance, and numbers, are there to be looked at.
                    .. BaselineDifference.Between(source.Results, baseline, FigureTolerance.OtherNetworks)
                        .Select(change => Mismatch(change, source.Results, baseline, counts: change.IsFigure && change.Noticed)),
                ]);
        }
        return new(
            source.Registration.Id, source.Profile, Exactly,
            [.. BaselineDifference.Between(source.Results, baseline).Select(change => Mismatch(change, source.Results, baseline, change.Noticed))]);
    }

    private static BaselineMismatch Mismatch(FileChange change, string results, string baseline, bool counts)
    {
        string kind = change.Kind == ChangeKind.Removed ? "dangling" : change.Kind.ToString().ToLowerInvariant();
        string detail = change.Kind switch
        {
            ChangeKind.Removed => "the latest results have no such file",
            ChangeKind.Added when change.Detail.Length == 0 => "the baseline has no such file",
            _ => change.Detail,
        };
        return new(
            change.Name, kind, detail, counts,
            change.Kind == ChangeKind.Added ? null : Path.Combine(baseline, change.Verified),
            change.Kind == ChangeKind.Removed ? null : Path.Combine(results, change.Name));
    }

    // Where results were made elsewhere, as on a continuous integration server, what a test left is all there is.
    private static BaselineComparison? OfReceived(ReportSource source, string baseline)
    {
        BaselineMismatch[] left =
        [
            .. Directory.GetFiles(baseline, "*.received.*").Order(StringComparer.Ordinal)
                .Where(file => !file.EndsWith(".difference.png", StringComparison.Ordinal))
                .Select(received => Left(received, received.Replace(".received.", ".verified.", StringComparison.Ordinal))),
        ];
        return left.Length == 0
            ? null
            : new(source.Registration.Id, source.Profile, "Compared by the test that left the received files.", [.. left]);
    }

    private static BaselineMismatch Left(string received, string verified)
    {
        string name = Path.GetFileName(received).Replace(".received.", ".", StringComparison.Ordinal);
        if (!File.Exists(verified)) return new(name, "added", "the baseline has no such file", Counts: true, null, received);
        string detail = received.EndsWith(".txt", StringComparison.Ordinal)
            ? NumberDifference.Between(BaselineDifference.ReadText(verified), BaselineDifference.ReadText(received)).ToString()
            : "";
        return new(name, "changed", detail, Counts: true, verified, received);
    }
}
