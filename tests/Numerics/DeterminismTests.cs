using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Runs;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Numerics;

/// <summary>Training is chaotic, so that any difference in a bit of a step shows in these numbers.</summary>
public class DeterminismTests
{
    [Test]
    public void Recipes_give_the_same_bits_alone_and_beside_other_runs()
    {
        Recipe[] recipes = [.. Profile.Smoke.Conditions.Where(c => c.Variant is null).Select(c => Profile.Smoke.Recipe(c.Name, 10) with
        {
            Data = Profile.Smoke.Data with { TrainImages = 72, TestImages = 16 },
            BatchSize = 16,
            Epochs = 3,
        })];

        IReadOnlyList<RunOutcome> alone = Train(recipes, sideBySide: 1);
        IReadOnlyList<RunOutcome> beside = Train([.. recipes.Reverse()], sideBySide: 2);

        for (int i = 0; i < recipes.Length; i++) Records.AssertSameNumbers(beside[^(i + 1)].Record!, alone[i].Record!);
        Assert.That(alone.Select(o => o.Record!.Metrics[^1].Loss), Is.Unique, "conditions differ, so equal bits are no accident");
    }

    private static IReadOnlyList<RunOutcome> Train(Recipe[] recipes, int sideBySide)
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<RunOutcome> outcomes = new RunScheduler(CPU, _ => { }) { Store = new RunStore(folder.Path), MaxParallelRuns = sideBySide }.Run(recipes);
        Assert.That(outcomes.Select(o => o.Error), Has.All.Null);
        Assert.That(outcomes.Select(o => o.WasStored), Has.None.True);
        return outcomes;
    }
}
