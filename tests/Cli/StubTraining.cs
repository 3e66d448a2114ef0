using RepDynamics.Cli.Progress;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

/// <summary>Returns synthetic records instead of training.</summary>
internal sealed class StubTraining() : RunTraining(() => throw new InvalidOperationException("A stub has no store."))
{
    /// <summary>Returns the test accuracy of a run, or throws the exception that fails it.</summary>
    public Func<Recipe, double> Accuracy { get; set; } = recipe => recipe.Network.Kind == "ViT" ? 0.9 + 0.001 * recipe.Seed : 0.2;

    /// <summary>Called before anything else.</summary>
    public Action<CancellationToken> Before { get; set; } = _ => { };

    public List<Recipe> Asked { get; } = [];

    public RegionOptions? Regions { get; private set; }

    public CkaEstimator Estimator { get; private set; }

    /// <summary>Whether regions are measured, for each of the recipes.</summary>
    public List<bool> RegionsWanted { get; } = [];

    public override Trained Run(
        IReadOnlyList<Recipe> recipes, RegionChoice regions, CkaEstimator estimator, string device, Action<RunEvent> report, CancellationToken cancellation)
    {
        Before(cancellation);
        cancellation.ThrowIfCancellationRequested();
        Asked.AddRange(recipes);
        Regions = regions.Options;
        Estimator = estimator;
        RegionsWanted.AddRange(recipes.Select(regions.Wants));
        StageTimes stages = new();
        return new([.. recipes.Select(recipe => stages.Measure("  stub training", () => Train(recipe, report)))], stages);
    }

    public override RunTraining StoredOnly => this;

    /// <summary>Returns the hashes of recipes that are stored.</summary>
    public Func<IEnumerable<Recipe>, IReadOnlySet<string>> InStore { get; set; } = _ => ImmutableHashSet<string>.Empty;

    public override IReadOnlySet<string> Stored(IReadOnlyList<Recipe> recipes, RegionChoice regions, CkaEstimator estimator, string device) => InStore(recipes);

    /// <summary>Why no network can run.</summary>
    public string? Mistake { get; set; }

    public override Func<Recipe, bool, Prospect> Foresight(RegionChoice regions, string device) => (recipe, timed) => Mistake is not null
        ? throw new ArgumentException(Mistake)
        : new(new RunCost(recipe.Epochs * 1000, 300, 5e12, 64 << 20), timed ? 101 : null, 2);

    private RunOutcome Train(Recipe recipe, Action<RunEvent> report)
    {
        report(new RunStarted(recipe, 0));
        try
        {
            RunRecord record = Record(recipe, Accuracy(recipe));
            report(new RunFinished(recipe, record));
            return new(recipe, record, null, WasStored: false);
        }
        catch (Exception e)
        {
            report(new RunFailed(recipe, e));
            return new(recipe, null, e, WasStored: false);
        }
    }

    private static RunRecord Record(Recipe recipe, double accuracy) => new()
    {
        Name = recipe.Name(),
        RecipeHash = recipe.Hash(),
        TrainFingerprint = "train",
        TestFingerprint = "test",
        Environment = new Dictionary<string, string> { ["numerics"] = "canonical", ["cpu"] = "a processor" },
        Metrics = [new(0, 1.4, 0.25, null, 0.25), new(recipe.Epochs, 0.1, 1, null, accuracy)],
        Similarities = [new EpochSimilarity("block1", [0, recipe.Epochs], new double[,] { { 1, 0.5 }, { 0.5, 1 } }, "CKA (biased)")],
    };
}
