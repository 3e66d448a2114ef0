using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

public class RunSchedulerTests : SchedulerTests
{
    private static readonly Recipe Short = TinyRuns.ViT with { Epochs = 2 };
    private static readonly Recipe Diverging = Short with { Optimizer = new SgdRecipe { LearningRate = 1e30 }, ClipNorm = null, Seed = 8 };

    [Test]
    public void A_run_is_trained_once_and_then_found()
    {
        RunOutcome first = Run(Short), second = Run(Short);

        Assert.That(first.WasStored, Is.False);
        Assert.That(second.WasStored, Is.True);
        Assert.That(first.Error, Is.Null);
        Assert.That(second.Recipe, Is.SameAs(Short));
        Records.AssertSameNumbers(second.Record!, first.Record!);
        Assert.That(Kinds, Is.EqualTo(new[] { typeof(RunStarted), typeof(RunAdvanced), typeof(RunAdvanced), typeof(RunFinished), typeof(RunAlreadyStored) }));
        Assert.That(Path.GetFileName(RunFolders.Single()), Does.StartWith($"ViT-SGD-textures-seed3-{Short.Hash()[..12]}-"));
        Assert.That(Files(RunFolders[0]), Is.EqualTo(new[]
        {
            "environment.json", "manifest.json", "measures/cka-biased-400.json", "metrics.jsonl", "recipe.json",
            "snapshots/epoch-00000.safetensors", "snapshots/epoch-00001.safetensors", "snapshots/epoch-00002.safetensors",
        }));
    }

    [Test]
    public void A_read_only_folder_is_reported_before_training()
    {
        string file = Path.Combine(Folder, "a file where the folder should be");
        File.WriteAllText(file, "");

        Assert.That(
            () => new RunScheduler(CPU, events.Add) { Store = new RunStore(file) }.Run([Short]),
            Throws.TypeOf<IOException>().With.Message.Contains(file).And.Message.Contains("REPDYNAMICS_RUNS"));
        Assert.That(events, Is.Empty);
    }

    [Test]
    public void A_record_has_recipe_data_environment_metrics_and_every_tap()
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

    [Test]
    public void A_changed_recipe_is_another_run()
    {
        Run(Short);
        Recipe[] changes =
        [
            Short with { Seed = 4 }, Short with { DecaySteps = 100 }, Short with { Optimizer = new SgdRecipe { LearningRate = 0.04 } },
            Short with { Data = Short.Data with { LabelNoise = 0.2 } },
        ];

        foreach (Recipe changed in changes) Assert.That(Run(changed).WasStored, Is.False);
        Assert.That(Run(Short).WasStored, Is.True);
        Assert.That(RunFolders, Has.Length.EqualTo(1 + changes.Length));
    }

    [Test]
    public void Another_estimator_reads_the_stored_snapshots()
    {
        RunRecord trained = Run(Short).Record!;

        RunOutcome debiased = RunScheduler(CkaEstimator.Debiased).Run([Short])[0];

        Assert.That(debiased.WasStored, Is.True);
        Assert.That(debiased.Record!.Similarities[0].MeasureName, Is.EqualTo("CKA (debiased)"));
        Assert.That(debiased.Record.Metrics, Is.EqualTo(trained.Metrics));
        Records.AssertSameNumbers(Run(Short).Record!, trained);
    }

    [Test]
    public void Measures_and_sensitivity_of_stored_snapshots_equal_those_during_training([Values] bool resNet)
    {
        Recipe recipe = resNet ? TinyRuns.ResNet : Short;
        RunRecord plain = Run(recipe).Record!;
        Directory.Delete(Path.Combine(RunFolders[0], "measures"), recursive: true);
        RunOutcome added = Sensitive(Folder).Run([recipe])[0];
        using TemporaryFolder other = new();
        RunRecord live = Sensitive(other.Path).Run([recipe])[0].Record!;
        RunRecord debiased = RunScheduler(CkaEstimator.Debiased).Run([recipe])[0].Record!;

        Assert.That(added.WasStored, Is.True, "nothing is trained again");
        Assert.That((Debiased(plain), ClassTokens(plain)), Is.EqualTo(((object?)null, (object?)null)));
        Records.AssertSameNumbers(added.Record!, plain);
        Assert.That(Numbers(Debiased(added.Record!)), Is.EqualTo(Numbers(Debiased(live))).And.EqualTo(Numbers(debiased.Similarities)));
        Assert.That(Numbers(ClassTokens(added.Record!)), Is.EqualTo(Numbers(ClassTokens(live))));
        if (resNet)
        {
            Assert.That(ClassTokens(live), Is.Null, "it has none");
            return;
        }
        foreach ((EpochSimilarity token, EpochSimilarity all) in ClassTokens(live)!.Zip(live.Similarities))
        {
            bool has = token.Tap.StartsWith("block", StringComparison.Ordinal);
            Assert.That(token.ToMatrix(), has ? Is.Not.EqualTo(all.ToMatrix()) : Is.EqualTo(all.ToMatrix()), token.Tap);
        }

        RunScheduler Sensitive(string store) => new(CPU, events.Add) { Store = new RunStore(store), Sensitivity = true, MaxParallelRuns = 1 };

        static IReadOnlyList<EpochSimilarity>? Debiased(RunRecord run) => run.ByMeasure.FirstOrDefault(found => found.Key.Estimator == CkaEstimator.Debiased).Value;

        static IReadOnlyList<EpochSimilarity>? ClassTokens(RunRecord run) => run.ByMeasure.FirstOrDefault(found => found.Key.Variation == CkaVariation.ClassToken).Value;

        static double[][,]? Numbers(IReadOnlyList<EpochSimilarity>? taps) => taps?.Select(tap => tap.ToMatrix()).ToArray();
    }

    [Test]
    public void Equal_recipes_are_one_run()
    {
        IReadOnlyList<RunOutcome> outcomes = RunScheduler(sideBySide: 2).Run([Short, Short with { Seed = 4 }, Short with { }]);

        Assert.That(events.OfType<RunStarted>(), Has.Exactly(2).Items);
        Assert.That(outcomes[2].Record, Is.SameAs(outcomes[0].Record));
    }

    [Test]
    public void A_failing_run_does_not_stop_the_others([Values(1, 2)] int sideBySide)
    {
        Recipe invalid = Short with { Epochs = 0, Seed = 7 };

        IReadOnlyList<RunOutcome> outcomes = RunScheduler(sideBySide: sideBySide).Run([Diverging, invalid, Short]);

        Assert.That(outcomes.Select(o => o.Recipe), Is.EqualTo(new[] { Diverging, invalid, Short }));
        Assert.That(outcomes[0].Error, Is.TypeOf<DivergenceException>());
        Assert.That(outcomes[0].Record, Is.Null);
        Assert.That(outcomes[1].Error, Is.TypeOf<ArgumentException>().With.Message.StartsWith("Recipe.Epochs is 0"));
        Assert.That(outcomes[2].Record, Is.Not.Null);
        Assert.That(events.OfType<RunFailed>().Select(f => f.Recipe), Is.EquivalentTo(new[] { Diverging, invalid }));
    }

    [Test]
    public void Nothing_is_started_without_runs_after_a_cancellation_or_with_no_run_at_a_time()
    {
        Assert.That(RunScheduler().Run([]), Is.Empty);
        Assert.That(() => RunScheduler().Run([Short], new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => RunScheduler(sideBySide: 0).Run([Short]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(events, Is.Empty);
        Assert.That(RunFolders, Is.Empty);
    }

    [Test]
    public void A_cancelled_run_continues_and_the_next_is_not_started()
    {
        RunRecord whole = Run(Short).Record!;
        using TemporaryFolder other = new();
        events.Clear();

        Stop(other.Path, what => what is RunAdvanced, [Short, Short with { Seed = 4 }]);
        Assert.That(Kinds, Is.EqualTo(new[] { typeof(RunStarted), typeof(RunAdvanced), typeof(RunStopped) }));
        RunOutcome resumed = new RunScheduler(CPU, events.Add) { Store = new RunStore(other.Path) }.Run([Short])[0];

        Assert.That(events.OfType<RunStarted>().Select(s => s.FromEpoch), Is.EqualTo(new[] { 0, 1 }));
        Records.AssertSameNumbers(resumed.Record!, whole);
    }

    [Test]
    public void A_run_that_needs_too_much_memory_fails_with_the_amount()
    {
        RunOutcome outcome = new RunScheduler(CPU, events.Add) { Store = new RunStore(Folder), Memory = 1000 }.Run([Short])[0];

        Assert.That(outcome.Error, Is.TypeOf<InsufficientMemoryException>().With.Message.Match("needs about .*MiB.*BatchSize"));
    }

    [Test]
    public void With_stored_only_runs_are_read_and_incomplete_ones_fail_and_are_not_changed()
    {
        Recipe stopped = Short with { Seed = 5 };
        Run(Short);
        Stop(Folder, what => what is RunAdvanced { Progress.Epoch: 1 }, [stopped]);
        SortedDictionary<string, string> before = StoreContents.Of(Folder);
        RunStore store = new(Folder);
        // The lock stands for a process that trains the run. The scheduler must not wait for it; the token ends a wait.
        using RunLock held = store.TryLock(store.Names().Single(name => name.Contains("seed5", StringComparison.Ordinal)))!;
        using CancellationTokenSource never = new(TimeSpan.FromMinutes(1));

        IReadOnlyList<RunOutcome> outcomes = new RunScheduler(CPU, events.Add) { Store = store, StoredOnly = true }.Run([Short, stopped, Short with { Seed = 4 }], never.Token);

        Assert.That(outcomes.Select(outcome => outcome.WasStored), Is.EqualTo(new[] { true, false, false }));
        foreach (RunOutcome outcome in outcomes.Skip(1))
            Assert.That(outcome.Error!.Message, Does.Contain($" in {Folder} is not there, or lacks something that is asked for").And.EndsWith("nothing is trained here"));
        Assert.That(StoreContents.Of(Folder), Is.EqualTo(before));
    }

    [Test]
    public void A_complete_run_that_lacks_the_test_accuracy_of_a_snapshot_is_trained_again_to_the_same_bits()
    {
        Run(Short);
        SortedDictionary<string, string> before = StoreContents.Of(Folder);
        RunStore store = new(Folder);
        TrainingData data = Short.Data.Load(Short.Seed);
        var key = RunKey.Of(Short, data, CPU);
        using (RunLock held = store.TryLock(key.Name)!)
        {
            RunFolder folder = store.Open(key, held, _ => { });
            folder.Reopen();
            folder.WriteMetrics(folder.Metrics[1] with { TestAccuracy = null });
            folder.MarkComplete();
        }
        Assert.That(StoreContents.Of(Folder), Is.Not.EqualTo(before));

        Run(Short);

        Assert.That(StoreContents.Of(Folder), Is.EqualTo(before));
    }

    [Test]
    public void The_table_of_stages_has_the_time_of_each()
    {
        RunScheduler scheduler = RunScheduler();
        scheduler.Run([Short]);

        Assert.That(scheduler.Stages.Times.Select(s => s.Stage), Has.Some.Contains("training").And.Some.Contains("resume points").And.Some.Contains("similarity"));
        Assert.That(scheduler.Stages.Times.Select(s => s.Time), Has.All.GreaterThan(TimeSpan.Zero));
    }

    private Type[] Kinds => [.. events.Select(e => e.GetType())];

    private string[] RunFolders => [.. Directory.GetDirectories(Folder).Where(d => !Path.GetFileName(d).StartsWith('.')).Order(StringComparer.Ordinal)];

    private static string[] Files(string run) =>
        [.. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(run, f)).Order(StringComparer.Ordinal)];

    private RunOutcome Run(Recipe recipe) => RunScheduler().Run([recipe])[0];

    private RunScheduler RunScheduler(CkaEstimator estimator = CkaEstimator.Biased, int sideBySide = 1) =>
        new(CPU, events.Add) { Store = new RunStore(Folder), Estimator = estimator, MaxParallelRuns = sideBySide };
}
