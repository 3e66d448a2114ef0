using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

/// <summary>A run that is stopped and goes on ends as one that was never stopped, to the bit.</summary>
[Category("Slow")]
public class ResumeTests
{
    private const int StepsPerEpoch = 3;
    private const int Epochs = 3;

    internal static IEnumerable<TestCaseData> Conditions() =>
        from network in new[] { TinyRuns.ViT, TinyRuns.ResNet }
        from optimizer in new OptimizerRecipe[] { new SgdRecipe { LearningRate = 0.05 }, new AdamRecipe { LearningRate = 1e-3 } }
        let recipe = network with { Optimizer = optimizer, Epochs = Epochs, Augment = true }
        select new TestCaseData(recipe).SetArgDisplayNames(recipe.Name());

    [TestCaseSource(nameof(Conditions))]
    public void A_run_resumed_after_any_step_has_the_same_bits(Recipe recipe)
    {
        using var whole = Trace.Of(recipe);
        int[] snapshots = [.. recipe.Snapshots.Epochs(Epochs)];
        Assert.That(whole.Points, Has.Count.EqualTo(1 + Epochs * StepsPerEpoch));

        foreach (TrainingState point in whole.Points)
        {
            using TrainingState read = BitwiseEqual.FromFile(point);
            using var rest = Trace.Of(recipe, hooks => hooks with { ResumeFrom = read });

            string place = $"from epoch {point.Epoch}, step {point.Step}";
            Assert.That(rest.Snapshots, Is.EqualTo(whole.Snapshots.Skip(snapshots.Count(e => e <= point.Epoch))), place);
            Assert.That(rest.Epochs, Is.EqualTo(whole.Epochs.Skip(point.Epoch)), place);
            Assert.That(rest.Points.Select(BitwiseEqual.Of), Is.EqualTo(whole.Points.Skip((int)point.Step + 1).Select(BitwiseEqual.Of)), place);
        }
    }

    [TestCaseSource(nameof(Conditions))]
    public void Resume_points_do_not_change_the_training(Recipe recipe)
    {
        using var often = Trace.Of(recipe);
        using var never = Trace.Of(recipe, hooks => hooks with { ResumePoint = null });

        Assert.That(never.Points, Is.Empty);
        Assert.That(never.Snapshots, Is.EqualTo(often.Snapshots));
        Assert.That(never.Epochs, Is.EqualTo(often.Epochs));
    }

    [Test]
    public void A_resume_point_keeps_the_running_statistics_and_a_snapshot_the_estimated_ones()
    {
        Dictionary<string, string> seen = [];
        using Trace trace = new();
        (TinyRuns.ResNet with { Epochs = 1 }).Trainer().Run(trace.Hooks() with
        {
            Snapshot = s => seen = s.Network.state_dict().ToDictionary(t => t.Key, t => BitwiseEqual.Of(t.Value)),
        });

        TrainingState last = trace.Points[^1];
        Assert.That(last.Tensors.Keys.Where(n => n.StartsWith("network.", StringComparison.Ordinal)), Is.EquivalentTo(seen.Keys.Select(n => "network." + n)));
        foreach ((string name, string bits) in seen)
        {
            bool estimated = name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);
            Assert.That(BitwiseEqual.Of(last.Tensors["network." + name]), estimated ? Is.Not.EqualTo(bits) : Is.EqualTo(bits), name);
        }
    }

    [Test]
    public void A_resume_point_does_not_follow_the_training()
    {
        Recipe recipe = TinyRuns.ViT with { Epochs = 1 };
        List<string> given = [];
        using Trace trace = new();

        recipe.Trainer().Run(trace.Hooks() with
        {
            ResumePoint = state =>
            {
                given.Add(BitwiseEqual.Of(state));
                trace.Points.Add(state);
            },
        });

        Assert.That(given, Is.Unique);
        Assert.That(trace.Points.Select(BitwiseEqual.Of), Is.EqualTo(given));
    }

    [Test]
    public void The_last_requested_epoch_ends_with_snapshot_and_resume_point([Values(0, 1, 2)] int epoch)
    {
        Recipe recipe = TinyRuns.ViT with { Epochs = 3, Snapshots = new SnapshotSchedule { Logarithmic = 0, Linear = 2 } };
        using var whole = Trace.Of(recipe);

        using var first = Trace.Of(recipe, hooks => hooks with { LastEpoch = epoch, ResumeInterval = TimeSpan.MaxValue });
        using var rest = Trace.Of(recipe, hooks => hooks with { ResumeFrom = first.Points[^1] });

        Assert.That(recipe.Snapshots.Epochs(3), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(first.Places.Last(), Is.EqualTo((epoch, (long)epoch * StepsPerEpoch)));
        Assert.That(first.Snapshots, Has.Count.EqualTo(epoch == 2 ? 2 : 1));
        Assert.That(first.Snapshots.Concat(rest.Snapshots), Is.EqualTo(whole.Snapshots));
    }

    [Test]
    public void An_epoch_out_of_range_is_refused()
    {
        using var whole = Trace.Of(TinyRuns.ViT with { Epochs = 2 });
        Trainer trainer = (TinyRuns.ViT with { Epochs = 2 }).Trainer();
        TrainingHooks hooks = new() { Snapshot = _ => { } };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => trainer.Run(hooks with { LastEpoch = 3 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => trainer.Run(hooks with { LastEpoch = -1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => trainer.Run(hooks with { LastEpoch = 1, ResumeFrom = whole.Points[^1] }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => trainer.Run(hooks with { FeatureImages = 13 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => trainer.Run(hooks with { ResumeInterval = TimeSpan.FromTicks(-1) }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }
}
