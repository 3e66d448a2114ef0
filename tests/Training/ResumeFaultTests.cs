using RepDynamics.Numerics;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>A state that is not one of the run is refused by name: the run does not go on with wrong numbers.</summary>
public class ResumeFaultTests : ScopedTests
{
    private static readonly Recipe Recipe = TinyRuns.ResNet with { Epochs = 2 };

    private Trace whole = null!;
    private TrainingState point = null!;

    [OneTimeSetUp]
    public void Train()
    {
        whole = Trace.Of(Recipe);
        point = whole.Points[4];
    }

    [OneTimeTearDown]
    public void Free() => whole.Dispose();

    private static IEnumerable<TestCaseData> Faults()
    {
        foreach (string name in new[] { "network.stem.weight", "network.norm.running_var", "optimizer.0.exp_avg", "optimizer.0.step", "random.order", "epoch.loss", "epoch.classes" })
        {
            string shown = name.Replace("network.", "", StringComparison.Ordinal).Replace("optimizer.", "", StringComparison.Ordinal);
            yield return Fault($"{name} missing", t => t.Remove(name), $"{shown} is missing");
            yield return Fault($"{name} misshaped", t => t[name] = zeros([5, 1], t[name].dtype), $"{shown} is {{type}} [5, 1], expected ");
            yield return Fault($"{name} mistyped", t => t[name] = t[name].to(ScalarType.Float64), $"{shown} is Float64 [");
            yield return Fault($"{name} not expected", t => t[name + "x"] = zeros([1]), $"{shown}x is not expected");
        }
        yield return Fault("no generator", t => t["random.order"] = zeros([6], ScalarType.Int64), "random.order holds no state of a generator");
        yield return Fault("half a spare", t => t["random.augmentation"] = tensor([1L, 2, 3, 4, 7, 0], [6]), "random.augmentation holds no state of a generator");

        static TestCaseData Fault(string name, Action<Dictionary<string, Tensor>> damage, string message) =>
            new TestCaseData(damage, message).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Faults))]
    public void Tensors_that_do_not_fit_are_named_with_run_step_and_remedy(Action<Dictionary<string, Tensor>> damage, string message)
    {
        var tensors = point.Tensors.ToDictionary();
        damage(tensors);

        StateMismatchException? error = Refused(Recipe, new(point.Epoch, point.Step, tensors));

        foreach (string part in message.Split("{type}")) Assert.That(error?.Message, Does.Contain(part));
        Assert.That(error?.Message, Does.StartWith("ResNet Adam textures seed 3: the resume point at step 4 does not fit this run."));
        Assert.That(error?.Message, Does.EndWith("The run has to start anew."));
    }

    [TestCase(3, 9, "It has completed epoch 3, and the run has 2.")]
    [TestCase(-1, 0, "It has completed epoch -1, and the run has 2.")]
    [TestCase(0, -1, "It has taken -1 steps in 0 epochs of 3 steps; expected 0 to 3.")]
    [TestCase(1, 2, "It has taken 2 steps in 1 epochs of 3 steps; expected 3 to 6.")]
    [TestCase(1, 7, "It has taken 7 steps in 1 epochs of 3 steps; expected 3 to 6.")]
    [TestCase(2, 7, "It has taken 7 steps in 2 epochs of 3 steps; expected 6 to 6.")]
    public void A_place_the_run_does_not_come_to_is_refused(int epoch, long step, string message) =>
        Assert.That(Refused(Recipe, new(epoch, step, point.Tensors))?.Message, Does.Contain(message));

    [Test]
    public void A_state_of_another_optimizer_is_refused() =>
        Assert.That(
            Refused(Recipe with { Optimizer = new SgdRecipe { LearningRate = 0.1 } }, point)?.Message,
            Does.Contain("not one of this SGD").And.Contain("0.momentum_buffer is missing").And.Contain("0.exp_avg is not expected"));

    [Test]
    public void A_state_of_another_network_is_refused() =>
        Assert.That(
            Refused(Recipe with { Network = new ResNet18Recipe { Width = 3 } }, point)?.Message,
            Does.Contain("stem.weight is Float32 [2, 3, 3, 3], expected Float32 [3, 3, 3, 3]"));

    [Test]
    public void The_generators_of_a_state_are_those_of_the_run()
    {
        long[] order = point.Tensors[TrainingState.Order].data<long>().ToArray();
        SeededRandom random = new(Recipe.Seed, "order of images");
        random.Permutation(40);

        Assert.That(order, Is.EqualTo(random.State), "step 4 is in the second epoch");
    }

    // Nothing may be trained from such a state.
    private static StateMismatchException? Refused(Recipe recipe, TrainingState state) =>
        Assert.Throws<StateMismatchException>(() => recipe.Trainer().Run(new TrainingHooks
        {
            Snapshot = _ => Assert.Fail("a snapshot was made"),
            ResumeFrom = state,
        }));
}
