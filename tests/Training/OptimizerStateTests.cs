using RepDynamics.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class OptimizerStateTests : ScopedTests
{
    private static readonly OptimizerRecipe Sgd = new SgdRecipe { LearningRate = 0.1 };
    private static readonly OptimizerRecipe Adam = new AdamRecipe { LearningRate = 0.1 };

    private Parameter weight = null!;
    private Parameter idle = null!;

    [SetUp]
    public void Open()
    {
        weight = nn.Parameter(tensor([3f, 4f], [2]));
        idle = nn.Parameter(tensor([1f], [1]));
    }

    [TearDown]
    public void Close()
    {
        weight.Dispose();
        idle.Dispose();
    }

    [Test]
    public void A_buffer_that_is_not_made_yet_is_an_empty_tensor()
    {
        using optim.Optimizer optimizer = Sgd.Build([weight, idle]);
        Assert.That(Shapes(Sgd, optimizer), Is.EqualTo(new[] { "0.momentum_buffer [0]", "1.momentum_buffer [0]" }));

        Step(optimizer);

        Assert.That(Shapes(Sgd, optimizer), Is.EqualTo(new[] { "0.momentum_buffer [2]", "1.momentum_buffer [0]" }));
    }

    [Test]
    public void Adam_counts_the_steps_of_each_parameter()
    {
        using optim.Optimizer optimizer = Adam.Build([weight, idle]);
        Step(optimizer);
        Step(optimizer);

        Assert.That(Shapes(Adam, optimizer), Is.EqualTo(new[]
        {
            "0.step [1]", "0.exp_avg [2]", "0.exp_avg_sq [2]", "1.step [1]", "1.exp_avg [1]", "1.exp_avg_sq [1]",
        }));
        Assert.That(Adam.State(optimizer).Where(s => s.Name.EndsWith("step", StringComparison.Ordinal)).Select(s => s.Value.ToInt64()), Is.EqualTo(new[] { 2, 0 }));
    }

    [Test]
    public void A_restored_optimizer_steps_as_the_one_it_came_from([Values] bool adam, [Values(0, 1, 3)] int before)
    {
        OptimizerRecipe recipe = adam ? Adam : Sgd;
        Parameter twin = nn.Parameter(tensor([3f, 4f], [2])), other = nn.Parameter(tensor([1f], [1]));
        using optim.Optimizer first = recipe.Build([weight, idle]), second = recipe.Build([twin, other]);
        for (int step = 0; step < before; step++) Step(first);
        using (no_grad()) twin.copy_(weight);
        Step(second, twin); // what it remembers is overwritten, or forgotten
        using (no_grad()) twin.copy_(weight);

        recipe.Restore(second, recipe.State(first).ToDictionary(s => s.Name, s => s.Value));
        Step(first);
        Step(second, twin);

        Assert.That(BitwiseEqual.Of(twin), Is.EqualTo(BitwiseEqual.Of(weight)));
        Assert.That(recipe.State(second).Select(s => BitwiseEqual.Of(s.Value)), Is.EqualTo(recipe.State(first).Select(s => BitwiseEqual.Of(s.Value))));
    }

    [Test]
    public void Tensors_that_do_not_fit_are_named()
    {
        using optim.Optimizer optimizer = Sgd.Build([weight, idle]);
        Dictionary<string, Tensor> state = new() { ["0.momentum_buffer"] = zeros([2], ScalarType.Float64), ["2.momentum_buffer"] = zeros([1]) };

        Assert.That(
            () => Sgd.Restore(optimizer, state),
            Throws.TypeOf<StateMismatchException>().With.Message.EqualTo(
                "The state is not one of this SGD: 0.momentum_buffer is Float64 [2], expected Float32 [2]; "
                + "1.momentum_buffer is missing; 2.momentum_buffer is not expected."));
    }

    [Test]
    public void A_user_defined_optimizer_without_state_refuses_resume_points()
    {
        Recipe recipe = TinyRuns.ViT with { Optimizer = new UnitRecipe { LearningRate = 0.01 }, Epochs = 1 };
        using Trace trace = new();

        Assert.That(() => recipe.Trainer().Run(trace.Hooks() with { ResumePoint = null }), Throws.Nothing);
        trace.Snapshots.Clear();
        Assert.That(
            () => recipe.Trainer().Run(trace.Hooks()),
            Throws.TypeOf<NotSupportedException>().With.Message.EqualTo(
                "The state of UnitDescent cannot be captured, so that its training could not be resumed: "
                + "override State and Restore in UnitRecipe, or train without resume points."));
        Assert.That(trace.Snapshots, Is.Empty, "reported before anything is trained");
    }

    [Test]
    public void A_user_defined_optimizer_is_resumed_by_two_methods()
    {
        Recipe recipe = TinyRuns.ViT with { Optimizer = new ResumableRecipe { LearningRate = 0.01 }, Epochs = 2 };
        using var whole = Trace.Of(recipe);

        foreach (TrainingState point in whole.Points)
        {
            using var rest = Trace.Of(recipe, hooks => hooks with { ResumeFrom = point });
            Assert.That(rest.Points.Select(BitwiseEqual.Of), Is.EqualTo(whole.Points.Skip((int)point.Step + 1).Select(BitwiseEqual.Of)));
        }
    }

    [Test]
    public void A_recipe_may_add_to_the_state_of_a_known_optimizer()
    {
        NumberedRecipe recipe = new() { LearningRate = 0.1, Number = 7 }, other = recipe with { Number = 0 };
        using optim.Optimizer first = recipe.Build([weight]), second = other.Build([idle]);

        other.Restore(second, recipe.State(first).ToDictionary(s => s.Name, s => s.Value));

        Assert.That(other.Number, Is.EqualTo(7));
    }

    private static string[] Shapes(OptimizerRecipe recipe, optim.Optimizer optimizer) =>
        [.. recipe.State(optimizer).Select(s => $"{s.Name} [{string.Join(", ", s.Value.shape)}]")];

    private void Step(optim.Optimizer optimizer, Parameter? of = null)
    {
        Parameter moved = of ?? weight;
        optimizer.zero_grad();
        (moved * moved).sum().backward();
        optimizer.step();
    }

    private record UnitRecipe : OptimizerRecipe
    {
        public override string Kind => "Unit";

        public override optim.Optimizer Build(IEnumerable<Parameter> parameters) => new UnitDescent([.. parameters], LearningRate);
    }

    private sealed record ResumableRecipe : UnitRecipe
    {
        public override IEnumerable<(string Name, Tensor Value)> State(optim.Optimizer optimizer) =>
            ((UnitDescent)optimizer).Means.Select((mean, i) => ($"{i}.mean", mean));

        public override void Restore(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> state)
        {
            foreach ((string name, Tensor mean) in State(optimizer)) mean.copy_(state[name]);
        }
    }

    private sealed record NumberedRecipe : OptimizerRecipe
    {
        public override string Kind => "numbered SGD";

        public long Number { get; set; }

        public override optim.Optimizer Build(IEnumerable<Parameter> parameters) => optim.SGD(parameters, LearningRate, 0.9);

        public override IEnumerable<(string Name, Tensor Value)> State(optim.Optimizer optimizer) => base.State(optimizer).Append(("number", tensor([Number], [1])));

        public override void Restore(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> state)
        {
            Number = state["number"].ToInt64();
            base.Restore(optimizer, state.Where(s => s.Key != "number").ToDictionary());
        }
    }

    // Steps of one length along the mean gradient: simple, and it remembers something.
    private sealed class UnitDescent : OptimizerHelper
    {
        public UnitDescent(Parameter[] parameters, double learningRate)
        {
            _parameter_groups =
            [
                new ParamGroup { Parameters = parameters, Options = new OptimizerOptions { LearningRate = learningRate, InitialLearningRate = learningRate } },
            ];
            using IDisposable noGrad = no_grad();
            Means = [.. parameters.Select(p => p.clone().zero_().DetachFromDisposeScope())];
        }

        public IReadOnlyList<Tensor> Means { get; }

        public override Tensor? step(Func<Tensor>? closure = null)
        {
            using IDisposable noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            foreach ((Parameter parameter, Tensor mean) in parameters().Zip(Means))
            {
                if (parameter.grad is not { } gradient) continue;
                mean.mul_(0.9).add_(gradient);
                parameter.add_(mean, -_parameter_groups[0].LearningRate / (1e-3 + mean.norm().ToDouble()));
            }
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            foreach (Tensor mean in Means) mean.Dispose();
            base.Dispose(disposing);
        }
    }
}
