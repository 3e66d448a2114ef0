using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

public class LaboratoryTests
{
    private static readonly Recipe Short = TinyRuns.ViT with { Epochs = 2 };
    private static readonly Recipe Diverging = Short with { Optimizer = new SgdRecipe { LearningRate = 1e30 }, ClipNorm = null, Seed = 8 };

    private readonly List<string> lines = [];
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open()
    {
        lines.Clear();
        folder = new TemporaryFolder();
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void A_run_is_trained_once_and_then_found()
    {
        RunOutcome first = Run(Short), second = Run(Short);

        Assert.That(first.Kept, Is.False);
        Assert.That(second.Kept, Is.True);
        Assert.That(first.Error, Is.Null);
        Assert.That(second.Recipe, Is.SameAs(Short));
        Records.AssertSameNumbers(second.Record!, first.Record!);
        Assert.That(lines[^1], Does.Contain("ViT SGD textures seed 3: kept from an earlier run"));
        Assert.That(folder.Files.Select(Path.GetExtension), Is.EqualTo(new[] { ".json" }), "no half-written file is left");
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_told_before_anything_is_trained()
    {
        string file = Path.Combine(folder.Path, "a file where the folder should be");
        File.WriteAllText(file, "");

        Assert.That(
            () => new Laboratory(CPU, lines.Add) { Folder = file }.Run([Short]),
            Throws.TypeOf<IOException>().With.Message.Contains(file).And.Message.Contains("REPDYNAMICS_RUNS"));
        Assert.That(lines, Is.Empty);
    }

    [Test]
    public void A_record_tells_recipe_data_environment_metrics_and_every_tap()
    {
        RunRecord record = Run(Short).Record!;
        TrainingData data = Short.Data.Load(Short.Seed);

        Assert.That(record.Name, Is.EqualTo("ViT SGD textures seed 3"));
        Assert.That(record.RecipeHash, Is.EqualTo(Short.Hash()));
        Assert.That(record.TrainFingerprint, Is.EqualTo(data.Train.Fingerprint));
        Assert.That(record.TestFingerprint, Is.EqualTo(data.Test.Fingerprint));
        Assert.That(record.Environment, Does.ContainKey("cpu").And.ContainKey("libtorch"));
        Assert.That(record.Metrics.Select(m => m.Epoch), Is.EqualTo(Short.Snapshots.Epochs(2)));
        Assert.That(record.Similarities.Select(s => s.Tap), Is.EqualTo(new[] { "embedding", "block1", "block2", "output" }));
        Assert.That(record.Blocks.Select(s => s.Tap), Is.EqualTo(new[] { "block1", "block2" }));
        Assert.That(record.Similarities.Select(s => s.Epochs), Has.All.EqualTo(record.Metrics.Select(m => m.Epoch)));
    }

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return new TestCaseData(Short with { Seed = 4 }).SetArgDisplayNames("seed");
        yield return new TestCaseData(Short with { DecaySteps = 100 }).SetArgDisplayNames("decay");
        yield return new TestCaseData(Short with { Optimizer = new SgdRecipe { LearningRate = 0.04 } }).SetArgDisplayNames("learning rate");
        yield return new TestCaseData(Short with { Data = Short.Data with { LabelNoise = 0.2 } }).SetArgDisplayNames("label noise");
        yield return new TestCaseData(Short with { Data = Short.Data with { ImageSeed = 1 } }).SetArgDisplayNames("images");
    }

    [TestCaseSource(nameof(Changes))]
    public void A_changed_recipe_is_another_run(Recipe changed)
    {
        Run(Short);

        Assert.That(Run(changed).Kept, Is.False);
        Assert.That(Run(Short).Kept, Is.True);
        Assert.That(folder.Files, Has.Length.EqualTo(2));
    }

    [Test]
    public void Another_estimator_is_another_run()
    {
        Run(Short);

        RunOutcome debiased = Laboratory(CkaEstimator.Debiased).Run([Short])[0];

        Assert.That(debiased.Kept, Is.False);
        Assert.That(debiased.Record!.Similarities[0].Measure, Is.EqualTo("CKA (debiased)"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("{\"name\": \"half a rec")]
    [TestCase("\0\0\0\0")]
    [TestCase("truncated")]
    [TestCase("without epochs")]
    [TestCase("without a tap's values")]
    [TestCase("without metrics")]
    public void A_damaged_record_is_trained_again(string damage)
    {
        RunRecord record = Run(Short).Record!;
        string file = folder.Files.Single(), whole = File.ReadAllText(file);
        File.WriteAllText(file, damage switch
        {
            "truncated" => whole[..(whole.Length / 2)],
            "without epochs" => whole.Replace("\"epochs\"", "\"epoch\"", StringComparison.Ordinal),
            "without a tap's values" => whole.Replace("\"upper\":[", "\"upper\":[],\"x\":[", StringComparison.Ordinal),
            "without metrics" => whole.Replace("\"metrics\":[", "\"metrics\":[],\"x\":[", StringComparison.Ordinal),
            _ => damage,
        });

        RunOutcome again = Run(Short);

        Assert.That(again.Error, Is.Null);
        Assert.That(again.Kept, Is.False);
        Records.AssertSameNumbers(again.Record!, record);
        Assert.That(Run(Short).Kept, Is.True, "the file is whole again");
    }

    [Test]
    public void A_failing_run_does_not_stop_the_others([Values(1, 2)] int sideBySide)
    {
        Recipe invalid = Short with { Epochs = 0, Seed = 7 };

        IReadOnlyList<RunOutcome> outcomes = Laboratory(sideBySide: sideBySide).Run([Diverging, invalid, Short]);

        Assert.That(outcomes.Select(o => o.Recipe), Is.EqualTo(new[] { Diverging, invalid, Short }));
        Assert.That(outcomes[0].Error, Is.TypeOf<DivergenceException>());
        Assert.That(outcomes[0].Record, Is.Null);
        Assert.That(outcomes[1].Error, Is.TypeOf<ArgumentException>().With.Message.StartsWith("Recipe.Epochs is 0"));
        Assert.That(outcomes[2].Record, Is.Not.Null);
        Assert.That(lines, Has.Some.Match(@"^\[1/3\] ViT SGD textures seed 8 failed: .*not finite in epoch 1"));
        Assert.That(lines, Has.Some.Match(@"^\[2/3\] ViT SGD textures seed 7 failed: Recipe\.Epochs is 0"));
        Assert.That(folder.Files, Has.Length.EqualTo(1), "what failed is not kept");
    }

    [Test]
    public void The_last_line_of_a_run_tells_place_epoch_loss_accuracy_and_speed()
    {
        Run(Short);

        Assert.That(lines, Has.Count.EqualTo(1));
        Assert.That(lines[0], Does.Match(@"^\[1/1\] ViT SGD textures seed 3: epoch 2/2, loss \d\.\d{4}, train .*%, test .*%, \d+ images/s, 0 s left$"));
    }

    [Test]
    public void A_cancelled_laboratory_starts_nothing()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.That(() => Laboratory().Run([Short], source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(lines, Is.Empty);
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public void Cancelling_keeps_what_is_done_and_does_not_start_the_next()
    {
        using CancellationTokenSource source = new();
        Recipe next = Short with { Seed = 4 };
        Laboratory laboratory = new(CPU, _ => source.Cancel()) { Folder = folder.Path, SideBySide = 1 };

        Assert.That(() => laboratory.Run([Short, next], source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(Run(Short).Kept, Is.True);
        Assert.That(Run(next).Kept, Is.False);
    }

    [Test]
    public void Nothing_to_run_gives_nothing() => Assert.That(Laboratory().Run([]), Is.Empty);

    [Test]
    public void At_least_one_run_goes_at_a_time() =>
        Assert.That(() => Laboratory(sideBySide: 0).Run([Short]), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private RunOutcome Run(Recipe recipe) => Laboratory().Run([recipe])[0];

    private Laboratory Laboratory(CkaEstimator estimator = CkaEstimator.Biased, int sideBySide = 1) =>
        new(CPU, lines.Add) { Folder = folder.Path, Estimator = estimator, SideBySide = sideBySide };
}
