using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Numerics;
using RepDynamics.Studies;

namespace RepDynamics.Reports;

internal sealed record FigureFile(string Name, string File);

/// <summary>What is known of one claim on one profile: the newer of the latest run and the baseline.</summary>
internal sealed record ClaimResult(Registration Registration, string Profile)
{
    /// <summary>Whether the latest run wrote the verdict; else it was accepted as the baseline.</summary>
    public bool FromRun { get; init; }

    /// <summary>Null where the claim was not run, or its file is damaged.</summary>
    public Verdict? Verdict { get; init; }

    public ImmutableArray<Variation> Sensitivity { get; init; } = [];

    /// <summary>The runs of the first seed, where the harness left something to draw of them.</summary>
    public ImmutableArray<RunEvidence> Runs { get; init; } = [];

    public ImmutableArray<FigureFile> Figures { get; init; } = [];

    /// <summary>Figures that the latest test left beside the baselines that they departed from.</summary>
    public ImmutableArray<BaselineMismatch> Mismatches { get; init; } = [];

    /// <summary>Files that could not be read, in words.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>Whether there is a verdict, or a file that should be one.</summary>
    public bool IsKnown => Verdict is not null || !Faults.IsEmpty;

    public string Anchor => $"{Registration.Id}-{Profile}";

    /// <summary>The part as it is registered; null where the verdict is of another revision, which may have had other parts.</summary>
    public RegisteredPart? Registered(PartVerdict part) =>
        Verdict?.Revision == Registration.Revision ? Registration.Parts.FirstOrDefault(p => p.Name == part.Name) : null;

    /// <summary>Reads what there is. Damaged files are named in <see cref="Faults"/>, and the page says so: the rest of it is still of use.</summary>
    public static ClaimResult Read(ReportSource source)
    {
        List<string> faults = [];
        string results = source.Results, baseline = source.Baseline ?? "";
        Verdict? run = Try(VerdictFile.Read, Path.Combine(results, ClaimResults.VerdictFileName), faults);
        Verdict? accepted = source.Baseline is null ? null : Try(VerdictFile.Read, Path.Combine(baseline, AcceptedVerdict.FileName), faults);
        // A checkout that was updated since the last run holds the newer verdict itself.
        bool fromRun = run is not null && (accepted is null || run.Date >= accepted.Date);
        Verdict? verdict = fromRun ? run : accepted;
        if (verdict is null) return new(source.Registration, source.Profile) { Faults = [.. faults] };
        string sensitivity = fromRun ? Path.Combine(results, Variation.FileName) : Path.Combine(baseline, Variation.AcceptedFileName);
        ImmutableArray<Variation> variations = Try(Variation.Read, sensitivity, faults);
        return new(source.Registration, source.Profile)
        {
            FromRun = fromRun,
            Verdict = verdict,
            Sensitivity = variations.IsDefault ? [] : variations,
            Runs = ReadRuns(verdict, fromRun, results, baseline, faults),
            Figures = FiguresIn(fromRun ? results : baseline, fromRun ? ".png" : ".verified.png"),
            Mismatches = Directory.Exists(source.Baseline) ? [.. BaselineComparison.LeftByTest(source.Baseline).Where(left => left is { IsFigure: true, Verified: not null })] : [],
            Faults = [.. faults],
        };
    }

    // A baseline is shown with the evidence of the latest run only if recipes and environment are the same.
    private static ImmutableArray<RunEvidence> ReadRuns(Verdict verdict, bool fromRun, string results, string baseline, List<string> faults)
    {
        ImmutableArray<RunEvidence> runs = Try(RunEvidence.Read, Path.Combine(results, RunEvidence.FileName), faults);
        ImmutableArray<RunEvidence> same = [.. (runs.IsDefault ? [] : runs).Where(run => verdict.RecipeHashes.GetValueOrDefault(run.Name) == run.RecipeHash
            && (fromRun || HostEnvironment.Deciding.All(fact => run.Environment.GetValueOrDefault(fact) == verdict.Environment.GetValueOrDefault(fact))))];
        if (fromRun || same.Length > 0) return same;
        string numbers = Path.Combine(baseline, "numbers.verified.txt");
        return File.Exists(numbers) ? OfNumbers(File.ReadAllText(numbers), verdict) : [];
    }

    // A fresh clone has only the committed numbers; their matrices are those of the first seed.
    private static ImmutableArray<RunEvidence> OfNumbers(string numbers, Verdict verdict)
    {
        long seed = verdict.Parts[0].Seeds.Select(s => s.Seed).DefaultIfEmpty().First();
        return
        [
            .. from matrix in NumberText.Matrices(numbers)
               group matrix.Matrix by $"{matrix.Title} seed {seed}" into run
               where verdict.RecipeHashes.ContainsKey(run.Key)
               select new RunEvidence(run.Key, verdict.RecipeHashes[run.Key], PerfectFitEpoch: null, verdict.Environment, Metrics: [], Matrices: [.. run]),
        ];
    }

    private static T? Try<T>(Func<string, T> read, string file, List<string> faults)
    {
        if (!File.Exists(file)) return default;
        try
        {
            return read(file);
        }
        catch (ClaimFileException e)
        {
            // The page is published: it names no folder of this machine.
            faults.Add(e.Message.Replace(file, Path.GetFileName(file), StringComparison.Ordinal));
            return default;
        }
    }

    private static ImmutableArray<FigureFile> FiguresIn(string folder, string ending) =>
    [
        .. Directory.GetFiles(folder, "*" + ending).Order(StringComparer.Ordinal)
            .Where(file => !Path.GetFileName(file).Contains(".received.", StringComparison.Ordinal))
            .Select(file => new FigureFile(Path.GetFileName(file)[..^ending.Length], file)),
    ];
}
