using System.Collections.Immutable;
using System.Globalization;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Numerics;

namespace RepDynamics.Cli.Baselines;

/// <summary>Compares a folder of results with the baseline they could become.</summary>
internal static class BaselineDifference
{
    /// <summary>The files that differ: the numbers, the figures by name, and the verdict last, which is accepted with them.</summary>
    /// <param name="results">Holds verdict, numbers and figures.</param>
    /// <param name="baseline">Holds the same as <c>*.verified.*</c>; need not exist.</param>
    /// <param name="tolerance">How much a figure may differ unnoticed; null: as little as on the same machine.</param>
    /// <exception cref="ClaimFileException">The verdict of the results is missing or damaged.</exception>
    public static ImmutableArray<FileChange> Between(string results, string baseline, FigureTolerance? tolerance = null)
    {
        string[] received = [.. Names(results).Select(Path.GetFileName).OfType<string>()];
        string[] accepted = [.. Verified(baseline)];
        IEnumerable<FileChange> files = received.Union(accepted)
            .Where(name => name != ClaimResults.VerdictFileName)
            .OrderBy(name => name != ClaimResults.NumbersFileName).ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => Compare(name, Path.Combine(results, name), Path.Combine(baseline, FileChange.VerifiedName(name)), tolerance))
            .OfType<FileChange>();
        ImmutableArray<FileChange> changes = [.. files];
        FileChange? verdict = CompareVerdicts(
            Path.Combine(results, ClaimResults.VerdictFileName), Path.Combine(baseline, AcceptedVerdict.FileName), changes.Length > 0);
        return verdict is null ? changes : changes.Add(verdict);
    }

    /// <summary>A text as it is compared and kept: without a byte order mark, lines ended by a line feed.</summary>
    public static string ReadText(string file) =>
        File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n');

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(folder, "*.png")
            .Concat(Directory.GetFiles(folder, ClaimResults.NumbersFileName))
            .Concat(Directory.GetFiles(folder, Variation.FileName));

    private static IEnumerable<string> Verified(string baseline) => !Directory.Exists(baseline)
        ? []
        : Directory.GetFiles(baseline, "*.verified.*").Select(file => Path.GetFileName(file).Replace(".verified.", ".", StringComparison.Ordinal));

    private static FileChange? Compare(string name, string now, string then, FigureTolerance? tolerance) => (File.Exists(then), File.Exists(now)) switch
    {
        (false, _) => new(name, ChangeKind.Added, "", Noticed: true),
        (_, false) => new(name, ChangeKind.Removed, "", Noticed: true),
        _ when name.EndsWith(".png", StringComparison.Ordinal) => CompareFigures(name, now, then, tolerance),
        _ => CompareTexts(name, ReadText(now), ReadText(then)),
    };

    private static FileChange? CompareTexts(string name, string now, string then) =>
        now == then ? null : new(name, ChangeKind.Changed, NumberDifference.Between(then, now).ToString(), Noticed: true);

    private static FileChange? CompareFigures(string name, string now, string then, FigureTolerance? tolerance)
    {
        byte[] received = File.ReadAllBytes(now), accepted = File.ReadAllBytes(then);
        if (received.AsSpan().SequenceEqual(accepted)) return null;
        PixelImage? baseline = Decode(accepted);
        if (baseline is null) return new(name, ChangeKind.Changed, "the baseline's file is no readable PNG", Noticed: true);
        PixelImage figure = Decode(received) ?? throw new InvalidDataException($"{now} is no readable PNG: run the claim again.");
        FigureComparison comparison = FigureComparison.Of(baseline, figure, tolerance);
        return new(name, ChangeKind.Changed, comparison.Message, Noticed: !comparison.Matches);
    }

    private static PixelImage? Decode(byte[] png)
    {
        try
        {
            return PngImage.Decode(new MemoryStream(png));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Date and commit of a verdict change with every run: alone they are no change.
    private static FileChange? CompareVerdicts(string now, string then, bool filesChange)
    {
        Verdict received = VerdictFile.Read(now);
        if (!File.Exists(then)) return new(ClaimResults.VerdictFileName, ChangeKind.Added, Say(received), Noticed: true);
        Verdict accepted;
        try
        {
            accepted = VerdictFile.Read(then);
        }
        catch (ClaimFileException e)
        {
            return new(ClaimResults.VerdictFileName, ChangeKind.Changed, $"the baseline's is damaged: {e.Message}", Noticed: true);
        }
        string[] facts =
        [
            .. HostEnvironment.Deciding.Where(
                fact => accepted.Environment.GetValueOrDefault(fact) != received.Environment.GetValueOrDefault(fact)),
        ];
        bool sameNumbers = Values(accepted).SequenceEqual(Values(received)) && Decisions(accepted).SequenceEqual(Decisions(received))
            && accepted.Revision == received.Revision
            && accepted.RecipeHashes.SequenceEqual(received.RecipeHashes) && accepted.DataFingerprints.SequenceEqual(received.DataFingerprints);
        if (sameNumbers && facts.Length == 0 && !filesChange) return null;
        string before = Say(accepted), after = Say(received);
        string detail = before == after ? $"still {after}" : $"was {before}, is {after}";
        if (facts.Length > 0) detail += $"; other {string.Join(", ", facts)}";
        return new(ClaimResults.VerdictFileName, ChangeKind.Changed, detail, Noticed: !sameNumbers);
    }

    private static IEnumerable<(string, long, double?)> Values(Verdict verdict) =>
        verdict.Parts.SelectMany(part => part.Seeds.Select(seed => (part.Name, seed.Seed, seed.Difference)));

    private static IEnumerable<(string, Outcome, double, bool)> Decisions(Verdict verdict) =>
        verdict.Parts.Select(part => (part.Name, part.Outcome, part.Delta, part.Decides));

    private static string Say(Verdict verdict) => string.Join(", ", [verdict.Outcome.ToString(), .. verdict.Parts.Select(Say)]);

    private static string Say(PartVerdict part) => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Interval?.Mean:f3}");
}
