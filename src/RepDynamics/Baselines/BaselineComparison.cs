using RepDynamics.Claims;
using RepDynamics.Numerics;
using RepDynamics.Studies;

namespace RepDynamics.Baselines;

/// <summary>One file of results, or one part of a claim, that differs from the baseline.</summary>
/// <param name="Name">The file's name in a folder of results, such as <c>numbers.txt</c>.</param>
/// <param name="Kind"><c>added</c>, <c>changed</c>, <c>removed</c>; of a verdict also <c>departs</c> and <c>unfinished</c>.</param>
/// <param name="Detail">The size of the difference, in words; may be empty.</param>
/// <param name="Counts">Whether the comparison fails because of it; false within the tolerance.</param>
/// <param name="Verified">Path of the baseline's file; null where there is none.</param>
/// <param name="Received">Path of the file that differs; null where there is none.</param>
internal sealed record BaselineMismatch(string Name, string Kind, string Detail, bool Counts, string? Verified = null, string? Received = null)
{
    public bool IsFigure => Name.EndsWith(".png", StringComparison.Ordinal);
}

/// <summary>The results of a comparison with a baseline.</summary>
internal enum BaselineState
{
    None,

    /// <summary>The results equal the baseline, or are within the tolerance.</summary>
    Agrees,

    Departs,
}

/// <summary>The comparison of one claim's results on one profile with their baseline. All commands and tests compare by this type.</summary>
/// <param name="Rule">The rule of comparison that applied, and why, as a sentence.</param>
internal sealed record BaselineComparison(string Claim, string Profile, string Rule, ImmutableArray<BaselineMismatch> Differences)
{
    private const string Unfinished = "unfinished", ByTest = "Compared by the test that left the received files.", NoBaseline = "Nothing was accepted yet: there is no baseline to differ from.";

    /// <summary>Whether there are whole results that differ; whether they are of the registration's revision is not known here.</summary>
    public bool CanBeAccepted => State == BaselineState.Departs && Rule != ByTest && Differences.All(difference => difference.Kind != Unfinished);

    /// <summary>Whether the results agree with the baseline by the rule.</summary>
    public BaselineState State => Differences.Any(difference => difference.Counts) ? BaselineState.Departs
        : Rule == NoBaseline ? BaselineState.None
        : BaselineState.Agrees;

    /// <summary>Compares the latest results or, where there are none, the files that a test left beside the baseline; neither folder need exist.</summary>
    /// <exception cref="ClaimFileException">A verdict is damaged.</exception>
    public static BaselineComparison? Of(string claim, string profile, string results, string? baseline)
    {
        bool run = File.Exists(Path.Combine(results, ClaimResults.VerdictFileName));
        if (!Directory.Exists(baseline)) baseline = null;
        if (!run)
        {
            ImmutableArray<BaselineMismatch> left = baseline is null ? [] : LeftByTest(baseline);
            return left.IsEmpty ? null : new(claim, profile, ByTest, left);
        }
        // Tests of a claim create the folder, even if the claim has no baseline.
        if (baseline is null || Directory.GetFiles(baseline, "*.verified.*").Length == 0) return new(claim, profile, NoBaseline, []);
        if (!ClaimResults.IsWhole(results))
        {
            return new(claim, profile, "The latest results are not whole: a run failed or was stopped, or an older version made them.",
                [new(ClaimResults.VerdictFileName, Unfinished, $"run it again: repdynamics run {claim} --profile {profile}", Counts: true)]);
        }
        Verdict verdict = VerdictFile.Read(Path.Combine(results, ClaimResults.VerdictFileName));
        var accepted = AcceptedVerdict.In(baseline);
        if (accepted?.WhyNotExact(verdict) is not { } why)
            return new(claim, profile, "Numbers are compared exactly, figures by their looks.", Files(results, baseline));
        return new(claim, profile, $"Compared {AcceptedVerdict.LooseRule}, because {why}.",
        [
            .. accepted.Departures(verdict).Select(departure => new BaselineMismatch(ClaimResults.VerdictFileName, "departs", departure, Counts: true)),
            // Numbers cannot be equal: they are reported, and do not count.
            .. Files(results, baseline, FigureTolerance.OtherNetworks).Select(file => file with { Counts = file.Counts && file.IsFigure }),
        ]);
    }

    /// <summary>Returns the files that differ: the numbers, the figures by name, and the verdict last, which is accepted with them.</summary>
    /// <param name="baseline">Holds the same as <c>*.verified.*</c>; need not exist.</param>
    /// <param name="tolerance">By how much a figure may differ without counting; by default <see cref="FigureTolerance"/>'s defaults.</param>
    /// <exception cref="ClaimFileException">The verdict of the results is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A figure of the results is not a readable PNG.</exception>
    public static ImmutableArray<BaselineMismatch> Files(string results, string baseline, FigureTolerance? tolerance = null)
    {
        string[] received = [.. ((string[])["*.png", ClaimResults.NumbersFileName, Variation.FileName]).SelectMany(pattern => Directory.GetFiles(results, pattern))];
        string[] accepted = Directory.Exists(baseline) ? Directory.GetFiles(baseline, "*.verified.*") : [];
        ImmutableArray<BaselineMismatch> files =
        [
            .. received.Select(file => Path.GetFileName(file)).Union(accepted.Select(file => Path.GetFileName(file).Replace(".verified.", ".", StringComparison.Ordinal)))
                .Where(name => name != ClaimResults.VerdictFileName)
                .OrderBy(name => name != ClaimResults.NumbersFileName).ThenBy(name => name, StringComparer.Ordinal)
                .Select(name => Compare(name, Path.Combine(baseline, VerifiedName(name)), Path.Combine(results, name), tolerance))
                .OfType<BaselineMismatch>(),
        ];
        string verdict = Path.Combine(results, ClaimResults.VerdictFileName);
        return CompareVerdicts(Path.Combine(baseline, AcceptedVerdict.FileName), verdict, files.Length > 0) is { } change ? files.Add(change) : files;
    }

    /// <summary>Returns the name in a baseline's folder of a file of results: <c>numbers.verified.txt</c> for <c>numbers.txt</c>.</summary>
    internal static string VerifiedName(string name) => $"{Path.GetFileNameWithoutExtension(name)}.verified{Path.GetExtension(name)}";

    private static BaselineMismatch? Compare(string name, string verified, string received, FigureTolerance? tolerance)
    {
        if (!File.Exists(verified)) return new(name, "added", "", Counts: true, null, received);
        if (!File.Exists(received)) return new(name, "removed", "the results have no such file", Counts: true, verified);
        BaselineMismatch mismatch = new(name, "changed", "", Counts: true, verified, received);
        if (!mismatch.IsFigure)
        {
            var difference = TextDifference.OfFiles(verified, received);
            return difference.Lines.IsEmpty ? null : mismatch with { Detail = difference.ToString() };
        }
        if (File.ReadAllBytes(received).AsSpan().SequenceEqual(File.ReadAllBytes(verified))) return null;
        var comparison = FigureComparison.OfFiles(verified, received, tolerance);
        return mismatch with { Detail = comparison.Message, Counts = !comparison.Matches };
    }

    // Date and commit of a verdict change with every run: alone they are no change.
    private static BaselineMismatch? CompareVerdicts(string verified, string received, bool filesChange)
    {
        Verdict now = VerdictFile.Read(received);
        BaselineMismatch mismatch = new(ClaimResults.VerdictFileName, "changed", "", Counts: true, verified, received);
        if (!File.Exists(verified)) return mismatch with { Kind = "added", Detail = Say(now), Verified = null };
        if (VerdictFile.Try(verified, out string? fault) is not { } then) return mismatch with { Detail = $"the baseline's is damaged: {fault}" };
        string[] facts = [.. HostEnvironment.Deciding.Where(fact => then.Environment.GetValueOrDefault(fact) != now.Environment.GetValueOrDefault(fact))];
        bool same = Values(then).SequenceEqual(Values(now)) && Decisions(then).SequenceEqual(Decisions(now)) && then.Revision == now.Revision
            && then.RecipeHashes.SequenceEqual(now.RecipeHashes) && then.DataFingerprints.SequenceEqual(now.DataFingerprints);
        if (same && facts.Length == 0 && !filesChange) return null;
        string before = Say(then), after = Say(now);
        string detail = before == after ? $"still {after}" : $"was {before}, is {after}";
        return mismatch with { Detail = facts.Length == 0 ? detail : $"{detail}; other {string.Join(", ", facts)}", Counts = !same };

        static IEnumerable<(string, long, double?)> Values(Verdict verdict) =>
            verdict.Parts.SelectMany(part => part.Seeds.Select(seed => (part.Name, seed.Seed, seed.Difference)));

        static IEnumerable<(string, Outcome, double, bool)> Decisions(Verdict verdict) =>
            verdict.Parts.Select(part => (part.Name, part.Outcome, part.Delta, part.Decides));

        static string Say(Verdict verdict) =>
            string.Join(", ", [verdict.Outcome.ToString(), .. verdict.Parts.Select(part => FormattableString.Invariant($"{part.Name} {part.Interval?.Mean:f3}"))]);
    }

    /// <summary>Returns the files that a test left beside a baseline: all that remains of results made on another machine.</summary>
    internal static ImmutableArray<BaselineMismatch> LeftByTest(string baseline) =>
    [
        .. from received in Directory.GetFiles(baseline, "*.received.*").Order(StringComparer.Ordinal)
           where !received.EndsWith(".difference.png", StringComparison.Ordinal)
           let name = Path.GetFileName(received).Replace(".received.", ".", StringComparison.Ordinal)
           let file = Path.Combine(baseline, VerifiedName(name))
           let verified = File.Exists(file) ? file : null
           let detail = verified is not null && received.EndsWith(".txt", StringComparison.Ordinal) ? TextDifference.OfFiles(verified, received).ToString() : ""
           select new BaselineMismatch(name, verified is null ? "added" : "changed", detail, Counts: true, verified, received),
    ];
}
