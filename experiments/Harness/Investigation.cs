using System.Collections.Immutable;
using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Figures;
using RepDynamics.Profiles;
using RepDynamics.Reports;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Experiments.Harness;

/// <summary>
/// What is done about one claim, whoever asks for it: <c>dotnet test</c> and the command decide the same because both do it here. A derived
/// class says how one run is judged (<see cref="Statistic"/>) and what is drawn (<see cref="Draw"/>, <see cref="Numbers"/>); this class
/// plans the registered runs, decides by the registered rule, and writes verdict, numbers and figures into one folder.
/// </summary>
/// <remarks>In this order: <see cref="Plan"/>, <see cref="Decide"/>, then <see cref="WriteNumbers"/> and <see cref="WriteFigures"/>.</remarks>
public abstract class Investigation : IDisposable
{
    private ImmutableArray<(string Condition, long Seed)> runs = [];
    private Dictionary<(string Condition, long Seed), RunOutcome> outcomes = [];
    private Findings? findings;

    /// <summary>The claim's id.</summary>
    public string Claim => IdOf(GetType()) ?? throw new InvalidOperationException($"{GetType().Name} has no [Claim(\"ID\")].");

    /// <summary>What is to be trained, costliest first, so that no core waits at the end.</summary>
    public ImmutableArray<Recipe> Recipes { get; private set; } = [];

    /// <summary>Whether probes and decision regions are to be measured, too; by default not.</summary>
    public virtual bool LooksAtRegions => false;

    /// <summary>What was registered.</summary>
    protected Registration Registration { get; private set; } = null!;

    /// <summary>The scale of the runs.</summary>
    protected Profile Profile { get; private set; } = null!;

    /// <summary>The seeds registered for the profile.</summary>
    protected ImmutableArray<long> Seeds => Registration.ForProfile(Profile.Name).Seeds;

    /// <summary>The decision.</summary>
    protected Verdict Verdict => Decided.Verdict;

    /// <summary>The registered statistic of one run; null where it is undefined.</summary>
    /// <param name="run">One run.</param>
    /// <param name="part">The part it counts for: a claim may have several measures or statistics.</param>
    protected abstract double? Statistic(RunRecord run, RegisteredPart part);

    /// <summary>The figures by file name, without extension.</summary>
    protected abstract IEnumerable<(string Name, Figure Figure)> Draw();

    /// <summary>The numbers behind the figures, as text.</summary>
    protected abstract string Numbers();

    /// <summary>The id that a class was marked with; null when it is no claim.</summary>
    /// <param name="type">Any class.</param>
    public static string? IdOf(Type type) => type.GetCustomAttribute<ClaimAttribute>()?.Id;

    /// <summary>Says what is to be trained: <see cref="Recipes"/>.</summary>
    /// <param name="registration">What was registered for this claim.</param>
    /// <param name="profile">The scale.</param>
    /// <exception cref="ArgumentException">
    /// The claim has no seeds for the profile, or the profile lacks a condition; the message lists what there is. Or a part asks for
    /// regions, which this class does not look at.
    /// </exception>
    public void Plan(Registration registration, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(registration);
        ArgumentNullException.ThrowIfNull(profile);
        if (!LooksAtRegions && registration.Parts.FirstOrDefault(part => part.Measure == Measure.Regions) is { } blind)
        {
            throw new ArgumentException(
                $"{registration.Id}: part {blind.Name} is decided by regions, which {GetType().Name} does not have measured: "
                + $"override {nameof(LooksAtRegions)} in it.", nameof(registration));
        }
        (Registration, Profile, findings) = (registration, profile, null);
        // In the profile's order; a condition that the profile lacks is an error of Profile.Recipe.
        string[] order = [.. profile.Conditions.Select(c => c.Name)];
        runs = [.. registration.Conditions.Keys.OrderBy(c => Array.IndexOf(order, c)).SelectMany(c => Seeds.Select(s => (c, s)))];
        Recipes = [.. runs.Select(run => profile.Recipe(run.Condition, run.Seed))];
    }

    /// <summary>Decides, and writes the verdict. Numbers and figures of an earlier verdict are removed from the folder.</summary>
    /// <param name="ended">One outcome a recipe, in the order of <see cref="Recipes"/>.</param>
    /// <param name="folder">Where verdict, numbers and figures go.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Findings Decide(IReadOnlyList<RunOutcome> ended, string folder)
    {
        ArgumentNullException.ThrowIfNull(ended);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (ended.Count != runs.Length)
            throw new ArgumentException($"{Claim} has {runs.Length} runs, there are outcomes of {ended.Count}.", nameof(ended));
        outcomes = runs.Zip(ended).ToDictionary();
        Verdict verdict = Verdict.Of(
            Registration,
            Profile.Name,
            [.. Registration.Parts.Select(Decide)],
            outcomes.ToDictionary(run => Title(run.Key), run => run.Value.Recipe.Hash()),
            Fingerprints(),
            Environment(),
            DateTimeOffset.UtcNow);
        findings = new Findings(verdict, ended, folder);
        findings.Clear();
        VerdictFile.Write(findings.VerdictFile, verdict);
        return findings;
    }

    /// <summary>Writes the numbers behind the figures, and what the report draws of the runs of the first seed.</summary>
    /// <returns>What was written.</returns>
    /// <exception cref="InvalidOperationException">A run failed, or nothing was decided yet.</exception>
    public string WriteNumbers()
    {
        RequireAllRuns();
        string numbers = Numbers();
        File.WriteAllText(Decided.NumbersFile, numbers);
        EvidenceFile.Write(Decided.EvidenceFile, runs.Where(run => run.Seed == Seeds[0]).Select(run => Evidence.Of(Title(run), outcomes[run].Record!)));
        return numbers;
    }

    /// <summary>Draws the figures.</summary>
    /// <returns>Their names and the files they were written to.</returns>
    /// <exception cref="InvalidOperationException">A run failed, or nothing was decided yet.</exception>
    public IReadOnlyList<(string Name, string File)> WriteFigures()
    {
        RequireAllRuns();
        List<(string Name, string File)> drawn = [];
        foreach ((string name, Figure figure) in Draw())
        {
            string file = Path.Combine(Decided.Folder, name + ".png");
            figure.Save(file);
            drawn.Add((name, file));
        }
        return drawn;
    }

    /// <summary>Lets others write into the folder of results.</summary>
    public void Dispose()
    {
        findings?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The result of one run.</summary>
    /// <param name="condition">A registered condition.</param>
    /// <param name="seed">A registered seed.</param>
    /// <returns>The record, or null when the run failed.</returns>
    protected RunRecord? Run(string condition, long seed) => outcomes[(condition, seed)].Record;

    private Findings Decided => findings ?? throw new InvalidOperationException($"{Claim} is not decided yet.");

    private void RequireAllRuns()
    {
        if (!Decided.Complete) throw new InvalidOperationException("A run failed: see the verdict.");
    }

    private PartVerdict Decide(RegisteredPart part) =>
        Decision.From(
            part.Name,
            [.. Seeds.Select(seed => Values(part, seed))],
            part.Margin ?? Registration.Margin,
            Registration.Confidence,
            Registration.Direction) with { Decides = part.Decides };

    private double? Value(RegisteredPart part, string? condition, long seed) =>
        condition is not null && Run(condition, seed) is { } run ? Statistic(run, part) : null;

    private SeedValues Values(RegisteredPart part, long seed)
    {
        RunOutcome[] failed = [.. part.Conditions.Select(c => outcomes[(c, seed)]).Where(o => o.Error is not null)];
        return SeedValues.Of(seed, part, Value(part, part.Minuend, seed), Value(part, part.Subtrahend, seed)) with
        {
            Failure = failed.Length == 0 ? null : string.Join(" ", failed.Select(o => $"{o.Recipe.Name()}: {o.Error!.Message}")),
        };
    }

    private Dictionary<string, string> Fingerprints()
    {
        Dictionary<string, string> fingerprints = [];
        foreach (((string Condition, long Seed) run, RunOutcome outcome) in outcomes)
        {
            if (outcome.Record is not { } record) continue;
            fingerprints[$"{Title(run)}, training images"] = record.TrainFingerprint;
            fingerprints[$"{Title(run)}, held-out images"] = record.TestFingerprint;
        }
        return fingerprints;
    }

    // What trained the runs, which may be kept from other days and commits: where they differ, all values are told.
    private Dictionary<string, string> Environment() =>
        outcomes.Values.Select(o => o.Record).OfType<RunRecord>().SelectMany(record => record.Environment)
            .GroupBy(fact => fact.Key, fact => fact.Value)
            .ToDictionary(fact => fact.Key, fact => string.Join(" | ", fact.Distinct().Order(StringComparer.Ordinal)));

    private static string Title((string Condition, long Seed) run) => $"{run.Condition} seed {run.Seed}";
}
