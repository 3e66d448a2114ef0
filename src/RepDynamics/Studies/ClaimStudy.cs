using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Downloads;
using RepDynamics.Dynamics;
using RepDynamics.Figures;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>
/// The study of one claim, used by <c>dotnet test</c> and by the command. A derived class computes the statistic of one run
/// (<see cref="Statistic"/>), figures (<see cref="Draw"/>) and numbers (<see cref="Numbers"/>); this class plans the registered runs,
/// decides by the registered rule, and writes verdict, numbers and figures into one folder.
/// </summary>
/// <remarks>Order of calls: <see cref="Plan"/>, <see cref="Decide(IReadOnlyList{RunOutcome}, string)"/>, then <see cref="WriteNumbers"/> and <see cref="WriteFigures"/>.</remarks>
public abstract class ClaimStudy : IDisposable
{
    private ImmutableArray<(string Condition, long Seed)> runs = [];
    private Dictionary<(string Condition, long Seed), RunOutcome> outcomes = [];
    private readonly Dictionary<(RegisteredPart Part, string Condition, long Seed, ImmutableArray<long> Seeds), double?> values = [];

    // Some of the registered seeds, while a variation is decided.
    private ImmutableArray<long>? among;
    private ClaimResults? results;
    private Verdict? verdict;

    /// <summary>The claim's id.</summary>
    public string Claim => IdOf(GetType()) ?? throw new InvalidOperationException($"{GetType().Name} has no [Claim(\"ID\")].");

    /// <summary>Returns the id of a class marked <see cref="ClaimAttribute"/>; null for any other.</summary>
    public static string? IdOf(Type type) => type.GetCustomAttribute<ClaimAttribute>()?.Id;

    /// <summary>Returns the classes of an assembly marked <see cref="ClaimAttribute"/>, by id.</summary>
    public static IReadOnlyDictionary<string, Type> In(Assembly assembly) => new SortedDictionary<string, Type>(
        assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ClaimStudy)) && IdOf(type) is not null).ToDictionary(type => IdOf(type)!),
        StringComparer.Ordinal);

    // What a claim defines.

    /// <summary>Returns the registered statistic of one run; null if it is undefined.</summary>
    /// <param name="part">The part, which selects the measure and the statistic.</param>
    protected abstract double? Statistic(RunRecord run, RegisteredPart part);

    /// <summary>
    /// Returns the profile that this claim trains on (default: unchanged). A claim with other networks or data returns
    /// <c>profile with { Data = ..., Conditions = [...] }</c>, with the same name.
    /// </summary>
    protected virtual Profile Adapt(Profile profile) => profile;

    internal Profile Adapted(Profile profile) => Adapt(profile);

    /// <summary>Whether the claim needs probes and decision regions (default: false).</summary>
    public virtual bool NeedsRegions => false;

    /// <summary>Whether figures show a plane of the first seed's runs (default: false): it is measured on at least 50 x 50 points (<see cref="RunRecord.DrawnPlane"/>).</summary>
    public virtual bool DrawsPlane => false;

    /// <summary>Returns why the runs do not pass the <see cref="RegisteredPart.Gate"/> of a part; null if they do. Called only if every run of the part finished.</summary>
    protected virtual string? GateFailure(RegisteredPart part) => throw UnknownGate(part);

    /// <summary>
    /// Returns why the runs of a part cannot decide it; null if they can. Default: a condition has no learning phase
    /// (<see cref="EpochCurves.LacksLearning"/>), so that nothing can be said of its dynamics. Called only if every run of the part finished.
    /// </summary>
    protected virtual string? Undefined(RegisteredPart part) =>
        part.Conditions.Select(condition => EpochCurves.LacksLearning([.. RunsOf(condition).Select(run => run.Curves).OfType<EpochCurves>()]) is { } lack
            ? $"{condition}: {lack}"
            : null).OfType<string>().FirstOrDefault();

    /// <summary>
    /// Returns whether the parts are decided by another measure, too, and reported. Default: if the runs have it; a claim that does not need decision
    /// regions sees none.
    /// </summary>
    protected virtual bool Varies(SimilarityMeasure measure) => Runs.Any(entry => entry.Run.Has(measure));

    /// <summary>Returns the numbers behind the figures, as text. Default: the parts, the outcome of each run, and the evolution of its blocks.</summary>
    protected virtual string Numbers() => NumberText.Runs(Runs, Verdict, run => NumberText.ByBlock("evolution", run.Blocks, Evolution.Of));

    /// <summary>
    /// Returns the figures with their file names, without extension. Default: the intervals of the parts (<see cref="DrawParts"/>), and similarities and
    /// curves of the runs (<see cref="DrawRuns"/>).
    /// </summary>
    protected virtual IEnumerable<(string Name, Figure Figure)> Draw() => DrawParts().Concat(DrawRuns());

    // Plan.

    /// <summary>The claim's registration.</summary>
    protected Registration Registration { get; private set; } = null!;

    /// <summary>The scale of the runs.</summary>
    public Profile Profile { get; private set; } = null!;

    /// <summary>The seeds registered for the profile; while a variation without one of them is decided, the others.</summary>
    protected ImmutableArray<long> Seeds => among ?? Registration.ForProfile(Profile.Name).Seeds;

    /// <summary>How decision regions are measured; null if they are not.</summary>
    public RegionOptions? Regions => NeedsRegions ? Profile.Regions : null;

    /// <summary>The recipes to train, costliest first for scheduling.</summary>
    public ImmutableArray<Recipe> Recipes { get; private set; } = [];

    /// <summary>The recipes with their registered conditions and seeds.</summary>
    public IEnumerable<(string Condition, long Seed, Recipe Recipe)> PlannedRuns => runs.Zip(Recipes, (run, recipe) => (run.Condition, run.Seed, recipe));

    /// <summary>The recipes of the first seed, which figures of single runs show.</summary>
    internal IEnumerable<Recipe> FirstRecipes => PlannedRuns.Where(run => run.Seed == Seeds[0]).Select(run => run.Recipe);

    /// <summary>Returns the distinct recipes of several claims, costliest first.</summary>
    public static ImmutableArray<Recipe> RecipesOf(IReadOnlyCollection<ClaimStudy> planned) =>
    [
        .. planned.SelectMany(claim => claim.PlannedRuns.Select(run => (run.Recipe, Place: claim.PlaceOf(run.Condition))))
            .OrderBy(run => run.Place).Select(run => run.Recipe).DistinctBy(recipe => recipe.Hash()),
    ];

    /// <summary>Which data of the runs is missing on this machine, and how to get it; null if none is.</summary>
    public string? MissingDataMessage => Recipes.Select(recipe => MissingData.Remedy(recipe.Data)).OfType<string>().FirstOrDefault();

    /// <summary>Plans the runs: <see cref="Recipes"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The claim has no seeds for the profile, or the profile lacks a condition; the message lists the known ones. Or a part reads regions
    /// and <see cref="NeedsRegions"/> is false. Or a part has a gate and the class none. Or a recipe is not the one that was registered.
    /// </exception>
    public void Plan(Registration registration, Profile profile)
    {
        if (!NeedsRegions && registration.Parts.FirstOrDefault(part => part.Measure == SimilarityMeasure.Regions) is { } unmeasured)
        {
            throw new ArgumentException(
                $"{registration.Id}: part {unmeasured.Name} is decided by regions, which {GetType().Name} does not measure: override {nameof(NeedsRegions)} in it.", nameof(registration));
        }
        if (registration.Parts.FirstOrDefault(part => part.Gate is not null) is { } gated && new Func<RegisteredPart, string?>(GateFailure).Method.DeclaringType == typeof(ClaimStudy))
            throw UnknownGate(gated);
        (Registration, Profile, results, verdict) = (registration, Adapt(profile), null, null);
        if (Profile.Name != profile.Name)
            throw new ArgumentException($"{registration.Id}: {nameof(Adapt)} made {Profile.Name} of the profile {profile.Name}: it must keep the name.", nameof(profile));
        CheckPins();
        runs = [.. registration.Conditions.Keys.OrderBy(PlaceOf).SelectMany(c => Seeds.Select(s => (c, s)))];
        Recipes = [.. runs.Select(run => Profile.Recipe(run.Condition, run.Seed))];
        outcomes.Clear();
        values.Clear();
    }

    // The profile lists conditions costliest first.
    private int PlaceOf(string condition) => Profile.Conditions.TakeWhile(c => c.Name != condition).Count();

    // Exploration with other seeds does not decide, and may change what it likes.
    private void CheckPins()
    {
        if (Registration.ForProfile(Profile.Name) is not { Decides: true, Recipes: { } registered }) return;
        SortedDictionary<string, string> now = Pins(Registration, Profile, Regions);
        if (now.SequenceEqual(registered.OrderBy(pin => pin.Key, StringComparer.Ordinal))) return;
        throw new ArgumentException(
            $"{Registration.Id} on {Profile.Name}: recipes differ from those that were registered: "
            + $"{string.Join(", ", now.Keys.Union(registered.Keys).Where(name => now.GetValueOrDefault(name) != registered.GetValueOrDefault(name)))}. Undo the change; "
            + "or add a revision with its reason to the registration, before the runs, with \"recipes\": "
            + $"{{ {string.Join(", ", now.Select(pin => $"\"{pin.Key}\": \"{pin.Value}\""))} }}.");
    }

    /// <summary>Returns what a registration pins on a profile: <see cref="ProfileSeeds.Recipes"/>.</summary>
    /// <param name="profile">The profile, as the claim adapts it.</param>
    /// <param name="regions">How regions are measured; null if they are not.</param>
    public static SortedDictionary<string, string> Pins(Registration registration, Profile profile, RegionOptions? regions)
    {
        const int digits = 16;
        SortedDictionary<string, string> pins = new(StringComparer.Ordinal);
        foreach (string condition in registration.Conditions.Keys) pins[condition] = profile.Recipe(condition, seed: 0).Hash()[..digits];
        if (regions is not null) pins["regions"] = CanonicalJson.Hash(regions)[..digits];
        return pins;
    }

    // Runs.

    /// <summary>Returns the record of one run; null if it failed.</summary>
    protected RunRecord? Run(string condition, long seed) => outcomes.GetValueOrDefault((condition, seed))?.Record;

    /// <summary>All runs, in the order of the registration.</summary>
    protected IEnumerable<(string Title, RunRecord Run)> Runs =>
        from condition in Registration.Conditions.Keys
        from seed in Seeds
        where Run(condition, seed) is not null
        select (Title((condition, seed)), Run(condition, seed)!);

    /// <summary>The run of the first seed of every condition.</summary>
    protected IReadOnlyList<(string Condition, RunRecord Run)> FirstRuns => [.. Registration.Conditions.Keys.Select(condition => (condition, Run(condition, Seeds[0])!))];

    /// <summary>The runs of a registered condition without failed runs, by seed.</summary>
    protected IReadOnlyList<RunRecord> RunsOf(string condition) => [.. Seeds.Select(seed => Run(condition, seed)!)];

    /// <summary>Every condition with its runs, by seed, where none failed.</summary>
    protected IReadOnlyList<(string Condition, IReadOnlyList<RunRecord> Runs)> AllRuns => [.. Registration.Conditions.Keys.Select(condition => (condition, RunsOf(condition)))];

    /// <summary>Every condition with t* and the blocks of its runs, by seed, as a part reads them.</summary>
    protected IEnumerable<(string Condition, IReadOnlyList<(int? Fit, IReadOnlyList<EpochSimilarity> Blocks)> Runs)> AllBlocks(RegisteredPart part) =>
        AllRuns.Select(c => (c.Condition, (IReadOnlyList<(int?, IReadOnlyList<EpochSimilarity>)>)[.. c.Runs.Select(run => (run.PerfectFitEpoch, Blocks(run, part)))]));

    /// <summary>Returns the blocks of a run by a part's measure, on its grid of epochs.</summary>
    protected IReadOnlyList<EpochSimilarity> Blocks(RunRecord run, RegisteredPart part) => run.BlocksBy(part.Measure, part.Grid, Profile.Snapshots);

    /// <summary>Returns the names of the classes that a condition is trained on, class 0 first.</summary>
    /// <exception cref="RepDynamics.Data.DataFileException">A data file is missing or damaged.</exception>
    protected IReadOnlyList<string> ClassNames(string condition) =>
        (Profile.Recipe(condition, Seeds[0]).Data with { TrainImages = 4, TestImages = 4 }).Images(Seeds[0]).Test.ClassNames;

    private static string Title((string Condition, long Seed) run) => $"{run.Condition} seed {run.Seed}";

    // A run may have regions for another claim, or not: what this claim says and draws does not depend on it.
    private RunRecord? Seen(RunRecord? record) => NeedsRegions || record is null ? record : record with { Regions = null, DrawnPlane = null };

    // Decision.

    /// <summary>The decision.</summary>
    protected Verdict Verdict => verdict ?? throw NotDecided();

    /// <summary>Decides, and writes the verdict. Removes the files of an earlier verdict from the folder.</summary>
    /// <param name="ended">The outcomes, in the order of <see cref="Recipes"/>.</param>
    /// <param name="folder">The folder of verdict, numbers and figures.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ClaimResults Decide(IReadOnlyList<RunOutcome> ended, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        results = new ClaimResults(Decide(ended), ended, folder);
        results.Clear();
        VerdictFile.Write(results.VerdictFile, results.Verdict);
        return results;
    }

    private Verdict Decide(IReadOnlyList<RunOutcome> ended)
    {
        if (ended.Count != runs.Length) throw new ArgumentException($"{Claim} has {runs.Length} runs, there are outcomes of {ended.Count}.", nameof(ended));
        outcomes = runs.Zip(ended.Select(outcome => outcome with { Record = Seen(outcome.Record) })).ToDictionary();
        values.Clear();
        ImmutableArray<PartVerdict> parts = [.. Registration.Parts.Select(Decide)];
        return verdict = new()
        {
            Claim = Registration.Id,
            Profile = Profile.Name,
            Revision = Registration.Revision,
            Decides = Registration.ForProfile(Profile.Name).Decides,
            Outcome = Decision.Overall(parts),
            Parts = parts,
            RecipeHashes = outcomes.ToDictionary(run => Title(run.Key), run => run.Value.Recipe.Hash()),
            DataFingerprints = Runs.SelectMany(entry => new[] { ($"{entry.Title}, training images", entry.Run.TrainFingerprint), ($"{entry.Title}, held-out images", entry.Run.TestFingerprint) }).ToDictionary(),
            Environment = Environment(),
            Date = DateTimeOffset.UtcNow,
        };
    }

    private PartVerdict Decide(RegisteredPart part)
    {
        bool complete = part.Conditions.All(condition => Seeds.All(seed => outcomes[(condition, seed)].Error is null));
        return Decision.Of(new()
        {
            Name = part.Name,
            Seeds = [.. Seeds.Select(seed => Values(part, seed))],
            Delta = part.Margin ?? Registration.Margin,
            Confidence = Registration.Confidence,
            AgainstConfidence = Registration.AgainstConfidence,
            Direction = part.Direction ?? Registration.Direction,
            GateFailure = part.Gate is not null && complete ? GateFailure(part) : null,
            Undefined = complete ? Undefined(part) : null,
            Decides = part.Decides,
        });
    }

    // Gate and statistic, which may look at all runs of a condition, see these seeds alone.
    private PartVerdict Decide(RegisteredPart part, ImmutableArray<long> seeds)
    {
        among = seeds;
        try
        {
            return Decide(part);
        }
        finally
        {
            among = null;
        }
    }

    private SeedValues Values(RegisteredPart part, long seed)
    {
        RunOutcome[] failed = [.. part.Conditions.Select(c => outcomes[(c, seed)]).Where(o => o.Error is not null)];
        return SeedValues.Of(seed, part, condition => Value(part, condition, seed)) with
        {
            Failure = failed.Length == 0 ? null : string.Join(" ", failed.Select(o => $"{o.Recipe.Title()}: {o.Error!.Message}")),
        };
    }

    // Cached: variations and parts use the same values, for the same seeds.
    private double? Value(RegisteredPart part, string condition, long seed)
    {
        if (Run(condition, seed) is not { } run) return null;
        (RegisteredPart part, string condition, long seed, ImmutableArray<long> Seeds) key = (part, condition, seed, Seeds);
        return values.TryGetValue(key, out double? value) ? value : values[key] = Statistic(run, part);
    }

    // Stored runs may come from other days and commits: joins their different values.
    private Dictionary<string, string> Environment() =>
        outcomes.Values.Select(o => o.Record).OfType<RunRecord>().SelectMany(record => record.Environment).GroupBy(fact => fact.Key, fact => fact.Value)
            .ToDictionary(fact => fact.Key, fact => string.Join(" | ", fact.Distinct().Order(StringComparer.Ordinal)));

    /// <summary>Takes a run of the claim that is complete while others still train, and returns what the claim looks like so far. It decides nothing.</summary>
    /// <returns>
    /// One line: the mean of each part that decides over the seeds whose runs are complete, at least two. Null if the run adds no such seed, or if it is the
    /// last one, so that the verdict follows.
    /// </returns>
    public string? SoFar(RunEvent what)
    {
        RunRecord? record = what switch { RunFinished finished => finished.Record, RunAlreadyStored stored => stored.Record, _ => null };
        if (record is null) return null;
        (string Condition, long Seed)[] ended = [.. runs.Zip(Recipes).Where(run => run.Second.Hash() == record.RecipeHash).Select(run => run.First)];
        foreach ((string Condition, long Seed) run in ended) outcomes[run] = new(what.Recipe, Seen(record), null, WasStored: what is RunAlreadyStored);
        if (ended.Length == 0 || runs.All(outcomes.ContainsKey)) return null;
        string[] parts = [.. Registration.Parts.Where(part => part.Decides && ended.Any(run => part.Conditions.Contains(run.Condition))).Select(Mean).OfType<string>()];
        return parts.Length == 0 ? null : $"{Claim} so far, nothing decided: {string.Join("; ", parts)}";

        string? Mean(RegisteredPart part)
        {
            long[] complete = [.. Seeds.Where(seed => part.Conditions.All(condition => Run(condition, seed) is not null))];
            if (complete.Length < 2 || !complete.Contains(ended[0].Seed)) return null;
            double?[] differences;
            try
            {
                differences = [.. complete.Select(seed => Values(part, seed).Difference)];
            }
            catch (Exception)
            {
                // An error of the statistic is that of the decision, which follows, and not of the run that has just ended.
                return null;
            }
            return differences.Contains(null)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{part.Name} {differences.Average():0.000} over {complete.Length} of {Seeds.Length} seeds, margin {part.Margin ?? Registration.Margin}");
        }
    }

    /// <summary>Returns the error of a part whose statistic the claim does not know.</summary>
    protected ArgumentException Unknown(RegisteredPart part) => new($"{Claim}: part {part.Name} has no statistic '{part.Statistic}'.", nameof(part));

    private ArgumentException UnknownGate(RegisteredPart part) =>
        new($"{Claim}: part {part.Name} is gated by '{part.Gate}', which {GetType().Name} does not know: override {nameof(GateFailure)} in it.", nameof(part));

    private InvalidOperationException NotDecided() => new($"{Claim} is not decided yet.");

    // Figures.

    /// <summary>The intervals of the parts with their margins, a figure for each statistic.</summary>
    protected IEnumerable<(string Name, Figure Figure)> DrawParts() => VerdictFigures.Of(Registration, Verdict);

    /// <summary>The similarities of every condition's first seed, and the curves of all seeds, as figures of <see cref="Draw"/>.</summary>
    protected IEnumerable<(string Name, Figure Figure)> DrawRuns() =>
    [
        .. FirstRuns.Select(first => ($"similarity.{first.Condition}", RunFigures.Similarity(first.Run, Found(first.Condition)))),
        ("curves", StatisticFigures.Accuracies("Accuracies while the networks train", AllRuns)),
    ];

    /// <summary>Returns what the first part's statistic is for a condition, as the title of a figure; null if it is undefined.</summary>
    protected string? Found(string condition)
    {
        RegisteredPart part = Registration.Parts[0];
        double?[] seeds = [.. Seeds.Select(seed => Value(part, condition, seed))];
        return part.Statistic is null || seeds.Contains(null) ? null : $"{condition}: {part.Statistic} {LinearAxis.Rounded(seeds.Average()!.Value)}, mean over {seeds.Length} seeds";
    }

    /// <summary>Returns the title of a figure of what a part compares: the claim's id and the part's mean, interval and outcome.</summary>
    protected string Finding(string what, RegisteredPart part) => VerdictFigures.Finding(what, Verdict.Parts.Single(decided => decided.Name == part.Name));

    /// <summary>Decides without writing anything, and returns the figures.</summary>
    /// <param name="ended">The outcomes, in the order of <see cref="Recipes"/>; none failed.</param>
    /// <exception cref="ArgumentException">A run failed, or outcomes are missing.</exception>
    public IReadOnlyList<(string Name, Figure Figure)> Figures(IReadOnlyList<RunOutcome> ended)
    {
        Decide(ended);
        return ended.FirstOrDefault(outcome => outcome.Record is null) is { } failed
            ? throw new ArgumentException($"{Claim}: {failed.Recipe.Title()} has no result.", nameof(ended))
            : [.. Draw()];
    }

    // Files.

    /// <summary>
    /// Writes the numbers behind the figures, the variations (<see cref="Variation"/>), the first seed's curves and matrices for the report, and,
    /// beside the claim's folder, the values of every run that the verdict can be recomputed from (<see cref="RunValues"/>), and the list of these files.
    /// </summary>
    /// <exception cref="InvalidOperationException">A run failed, or the claim is not decided yet.</exception>
    public string WriteNumbers()
    {
        ClaimResults complete = Complete();
        ImmutableArray<Variation> variations = Sensitivity.Of(Registration, Seeds, Varies, Decide);
        Variation.Write(Path.Combine(complete.Folder, Variation.FileName), variations);
        // Verify compares line endings and the final newline from version 32 on.
        string numbers = $"{Numbers()}\n\n{NumberText.Variations(variations)}".ReplaceLineEndings("\n").TrimEnd('\n');
        File.WriteAllText(Path.Combine(complete.Folder, ClaimResults.NumbersFileName), numbers);
        string values = Path.Combine(Path.GetDirectoryName(complete.Folder)!, RunValues.FolderName);
        File.WriteAllLines(Path.Combine(complete.Folder, RunValues.ListFileName), Runs.SelectMany(run => RunValues.Write(values, run.Title, run.Run)));
        RunEvidence.Write(Path.Combine(complete.Folder, RunEvidence.FileName), runs.Where(run => run.Seed == Seeds[0]).Select(run => RunEvidence.Of(Title(run), outcomes[run].Record!)));
        return numbers;
    }

    /// <summary>Draws the figures: of each a PNG file, and beside it the SVG file that the report shows.</summary>
    /// <returns>Names and PNG files of the figures.</returns>
    /// <exception cref="InvalidOperationException">A run failed, or the claim is not decided yet.</exception>
    public IReadOnlyList<(string Name, string File)> WriteFigures()
    {
        string folder = Complete().Folder;
        // Of two figures with one name, the last stays: threads must not write one file.
        (string Name, string File, Figure Figure)[] drawn =
            [.. Draw().GroupBy(entry => entry.Name).Select(same => (same.Key, Path.Combine(folder, same.Key + ".png"), same.Last().Figure))];
        ThreadedLoop.For(drawn.Length, System.Environment.ProcessorCount, i =>
        {
            File.WriteAllBytes(drawn[i].File, drawn[i].Figure.ToPng());
            File.WriteAllBytes(Path.ChangeExtension(drawn[i].File, ".svg"), drawn[i].Figure.ToSvg());
        });
        File.WriteAllLines(Path.Combine(folder, ClaimResults.FiguresFileName), drawn.Select(entry => entry.Name));
        return [.. drawn.Select(entry => (entry.Name, entry.File))];
    }

    private ClaimResults Complete() => results is null ? throw NotDecided() : results.Complete ? results : throw new InvalidOperationException("A run failed: see the verdict.");

    /// <summary>Unlocks the folder of results.</summary>
    public void Dispose()
    {
        results?.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// Marks the class derived from <see cref="ClaimStudy"/> for one claim. <c>dotnet test --filter Claim=ID</c> and
/// <c>repdynamics run ID</c> run it; its registration is <c>experiments/registrations/ID.json</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClaimAttribute(string id) : Attribute
{
    /// <summary>The claim's id.</summary>
    public string Id { get; } = id;
}
