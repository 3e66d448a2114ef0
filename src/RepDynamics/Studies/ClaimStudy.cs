using System.Collections.Immutable;
using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Downloads;
using RepDynamics.Dynamics;
using RepDynamics.Figures;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Reports;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>
/// What is done about one claim, whoever asks for it: <c>dotnet test</c> and the command decide the same because both do it here. A derived
/// class says how one run is judged (<see cref="Statistic"/>) and what is drawn (<see cref="Draw"/>, <see cref="Numbers"/>); this class
/// plans the registered runs, decides by the registered rule, and writes verdict, numbers and figures into one folder.
/// </summary>
/// <remarks>In this order: <see cref="Plan"/>, <see cref="Decide(IReadOnlyList{RunOutcome}, string)"/>, then <see cref="WriteNumbers"/> and <see cref="WriteFigures"/>.</remarks>
public abstract class ClaimStudy : IDisposable
{
    private ImmutableArray<(string Condition, long Seed)> runs = [];
    private Dictionary<(string Condition, long Seed), RunOutcome> outcomes = [];
    private readonly Dictionary<(RegisteredPart Part, string Condition, long Seed), double?> values = [];
    private ClaimResults? results;

    /// <summary>The claim's id.</summary>
    public string Claim => IdOf(GetType()) ?? throw new InvalidOperationException($"{GetType().Name} has no [Claim(\"ID\")].");

    /// <summary>What is to be trained, costliest first, so that no core waits at the end.</summary>
    public ImmutableArray<Recipe> Recipes { get; private set; } = [];

    /// <summary>The same, each with the condition and the seed it was registered by.</summary>
    public IEnumerable<(string Condition, long Seed, Recipe Recipe)> PlannedRuns => runs.Zip(Recipes, (run, recipe) => (run.Condition, run.Seed, recipe));

    /// <summary>The runs of several claims, each once, costliest first.</summary>
    /// <param name="planned">Claims, planned.</param>
    public static ImmutableArray<Recipe> RecipesOf(IReadOnlyCollection<ClaimStudy> planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        return
        [
            .. planned.SelectMany(claim => claim.PlannedRuns.Select(run => (run.Recipe, Place: claim.PlaceOf(run.Condition))))
                .OrderBy(run => run.Place).Select(run => run.Recipe).DistinctBy(recipe => recipe.Hash()),
        ];
    }

    /// <summary>Whether probes and decision regions are to be measured, too; by default not.</summary>
    public virtual bool NeedsRegions => false;

    /// <summary>How decision regions are to be measured; null: they are not.</summary>
    public RegionOptions? Regions => NeedsRegions ? Profile.Regions : null;

    /// <summary>What data the runs lack on this machine, and how to get it; null where all is there.</summary>
    public string? MissingDataMessage => Recipes.Select(recipe => MissingData.Remedy(recipe.Data)).FirstOrDefault(remedy => remedy is not null);

    /// <summary>What was registered.</summary>
    protected Registration Registration { get; private set; } = null!;

    /// <summary>The scale of the runs.</summary>
    public Profile Profile { get; private set; } = null!;

    /// <summary>The seeds registered for the profile.</summary>
    protected ImmutableArray<long> Seeds => Registration.ForProfile(Profile.Name).Seeds;

    /// <summary>The decision.</summary>
    protected Verdict Verdict => Decided.Verdict;

    /// <summary>
    /// What a profile means to this claim: by default, just that. A claim of your own trains its own networks and data at the profile's
    /// scale: <c>profile with { Data = ..., Conditions = [...] }</c>, under the same name.
    /// </summary>
    /// <param name="profile">The scale that was asked for.</param>
    protected virtual Profile Adapt(Profile profile) => profile;

    /// <summary>The registered statistic of one run; null where it is undefined.</summary>
    /// <param name="run">One run.</param>
    /// <param name="part">The part it counts for: a claim may have several measures or statistics.</param>
    protected abstract double? Statistic(RunRecord run, RegisteredPart part);

    /// <summary>
    /// Why a part with a <see cref="RegisteredPart.Gate"/> cannot be decided on these runs; null when it can. Asked only when every run came
    /// to its end.
    /// </summary>
    /// <param name="part">A part whose registration names a gate.</param>
    protected virtual string? GateFailure(RegisteredPart part) =>
        throw new InvalidOperationException($"{Claim}: part {part.Name} is gated by '{part.Gate}', which {GetType().Name} does not know: override {nameof(GateFailure)} in it.");

    /// <summary>The blocks of a run as a part reads them: by its measure, on its grid of epochs.</summary>
    /// <param name="run">One run.</param>
    /// <param name="part">The part.</param>
    protected IReadOnlyList<EpochSimilarity> Blocks(RunRecord run, RegisteredPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return run.BlocksBy(part.Measure, part.Grid, Profile.Snapshots);
    }

    /// <summary>
    /// The figures by file name, without extension. By default, for every condition, the similarities and the curves of its first seed's
    /// run, and the parts beside their margin.
    /// </summary>
    protected virtual IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string condition, RunRecord run) in FirstRuns)
        {
            yield return ($"similarity.{condition}", RunFigures.Similarity(run));
            yield return ($"curves.{condition}", RunFigures.Curves(run));
        }
        // A figure has one margin.
        foreach ((int i, IGrouping<double, PartVerdict> parts) in Verdict.Parts.GroupBy(part => part.Delta).Index())
        {
            if (VerdictFigures.Intervals(Claim, "difference", parts) is { } summary) yield return (i == 0 ? "parts" : $"parts.{i + 1}", summary);
        }
    }

    /// <summary>The numbers behind the figures, as text. By default, the parts, how each run went, and how much each of its blocks evolved.</summary>
    protected virtual string Numbers() => NumberText.Runs(Runs, Verdict, run => NumberText.ByBlock("evolution", run.Blocks, Evolution.Of));

    /// <summary>The id that a class was marked with; null when it is no claim.</summary>
    /// <param name="type">Any class.</param>
    public static string? IdOf(Type type) => type.GetCustomAttribute<ClaimAttribute>()?.Id;

    /// <summary>The studies of an assembly: its classes marked <see cref="ClaimAttribute"/>, by id.</summary>
    /// <param name="assembly">Any assembly.</param>
    public static IReadOnlyDictionary<string, Type> In(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return new SortedDictionary<string, Type>(
            assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ClaimStudy)) && IdOf(type) is not null).ToDictionary(type => IdOf(type)!),
            StringComparer.Ordinal);
    }

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
        if (!NeedsRegions && registration.Parts.FirstOrDefault(part => part.Measure == SimilarityMeasure.Regions) is { } blind)
        {
            throw new ArgumentException(
                $"{registration.Id}: part {blind.Name} is decided by regions, which {GetType().Name} does not have measured: "
                + $"override {nameof(NeedsRegions)} in it.", nameof(registration));
        }
        (Registration, Profile, results) = (registration, Adapt(profile), null);
        if (Profile.Name != profile.Name)
        {
            throw new ArgumentException(
                $"{registration.Id}: {nameof(Adapt)} made {Profile.Name} of the profile {profile.Name}: it must keep the name.", nameof(profile));
        }
        // A condition that the profile lacks is an error of Profile.Recipe.
        runs = [.. registration.Conditions.Keys.OrderBy(PlaceOf).SelectMany(c => Seeds.Select(s => (c, s)))];
        Recipes = [.. runs.Select(run => Profile.Recipe(run.Condition, run.Seed))];
    }

    /// <summary>Decides, and writes the verdict. Numbers and figures of an earlier verdict are removed from the folder.</summary>
    /// <param name="ended">One outcome a recipe, in the order of <see cref="Recipes"/>.</param>
    /// <param name="folder">Where verdict, numbers and figures go.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ClaimResults Decide(IReadOnlyList<RunOutcome> ended, string folder)
    {
        ArgumentNullException.ThrowIfNull(ended);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (ended.Count != runs.Length)
            throw new ArgumentException($"{Claim} has {runs.Length} runs, there are outcomes of {ended.Count}.", nameof(ended));
        outcomes = runs.Zip(ended).ToDictionary();
        values.Clear();
        Verdict verdict = Verdict.Of(
            Registration,
            Profile.Name,
            [.. Registration.Parts.Select(Decide)],
            outcomes.ToDictionary(run => Title(run.Key), run => run.Value.Recipe.Hash()),
            Fingerprints(),
            Environment(),
            DateTimeOffset.UtcNow);
        results = new ClaimResults(verdict, ended, folder);
        results.Clear();
        VerdictFile.Write(results.VerdictFile, verdict);
        return results;
    }

    /// <summary>
    /// Writes the numbers behind the figures, how sensitive the parts are to the choices behind them, and what the report draws of the runs
    /// of the first seed.
    /// </summary>
    /// <returns>What was written.</returns>
    /// <exception cref="InvalidOperationException">A run failed, or nothing was decided yet.</exception>
    public string WriteNumbers()
    {
        RequireAllRuns();
        ImmutableArray<Variation> variations = Sensitivity.Of(Registration, Seeds, measure => Runs.Any(entry => entry.Run.Has(measure)), Decide);
        Variation.Write(Path.Combine(Decided.Folder, Variation.FileName), variations);
        // A claim may use other line endings. Verify compares them, and the final newline, from version 32 on.
        string numbers = $"{Numbers()}\n\n{NumberText.Variations(variations)}".ReplaceLineEndings("\n").TrimEnd('\n');
        File.WriteAllText(Decided.NumbersFile, numbers);
        EvidenceFile.Write(Decided.EvidenceFile, runs.Where(run => run.Seed == Seeds[0]).Select(run => RunEvidence.Of(Title(run), outcomes[run].Record!)));
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
        results?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The result of one run.</summary>
    /// <param name="condition">A registered condition.</param>
    /// <param name="seed">A registered seed.</param>
    /// <returns>The record, or null when the run failed.</returns>
    protected RunRecord? Run(string condition, long seed) => outcomes[(condition, seed)].Record;

    /// <summary>All runs, in the order of the registration.</summary>
    protected IEnumerable<(string Title, RunRecord Run)> Runs =>
        from condition in Registration.Conditions.Keys
        from seed in Seeds
        where Run(condition, seed) is not null
        select (Title((condition, seed)), Run(condition, seed)!);

    /// <summary>The run of the first seed of every condition.</summary>
    protected IReadOnlyList<(string Condition, RunRecord Run)> FirstRuns =>
        [.. Registration.Conditions.Keys.Select(condition => (condition, Run(condition, Seeds[0])!))];

    /// <summary>The runs of one condition, by seed.</summary>
    /// <param name="condition">A registered condition, all runs of which came to their end.</param>
    protected IReadOnlyList<RunRecord> RunsOf(string condition) => [.. Seeds.Select(seed => Run(condition, seed)!)];

    /// <summary>The decisions on the parts of some statistics.</summary>
    /// <param name="statistics">As the registration names them.</param>
    protected IEnumerable<PartVerdict> PartsOf(params string[] statistics) =>
        Verdict.Parts.Zip(Registration.Parts).Where(pair => statistics.Contains(pair.Second.Statistic)).Select(pair => pair.First);

    // In the profile's list, which is costliest first.
    private int PlaceOf(string condition) => Profile.Conditions.TakeWhile(c => c.Name != condition).Count();

    private ClaimResults Decided => results ?? throw new InvalidOperationException($"{Claim} is not decided yet.");

    private void RequireAllRuns()
    {
        if (!Decided.Complete) throw new InvalidOperationException("A run failed: see the verdict.");
    }

    private PartVerdict Decide(RegisteredPart part) => Decide(part, Seeds);

    private PartVerdict Decide(RegisteredPart part, ImmutableArray<long> seeds) =>
        Decision.From(
            part.Name,
            [.. seeds.Select(seed => Values(part, seed))],
            part.Margin ?? Registration.Margin,
            Registration.Confidence,
            Registration.Direction,
            part.Gate is not null && outcomes.Values.All(o => o.Error is null) ? GateFailure(part) : null) with { Decides = part.Decides };

    // Variations and parts ask for the same values again and again.
    private double? Value(RegisteredPart part, string? condition, long seed)
    {
        if (condition is null || Run(condition, seed) is not { } run) return null;
        if (!values.TryGetValue((part, condition, seed), out double? value)) values[(part, condition, seed)] = value = Statistic(run, part);
        return value;
    }

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
