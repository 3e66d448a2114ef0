using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>Modules find their components in their fields and treat them together.</summary>
public class ModuleTests
{
    private Outer network = null!;

    [SetUp]
    public void Build() => network = new Outer();

    [TearDown]
    public void Free() => network.Dispose();

    [Test]
    public void Components_have_the_names_of_PyTorch() =>
        Assert.That(network.state_dict().Keys, Is.EquivalentTo(new[]
        {
            "scale", "offsets", "stem.weight", "head.weight", "head.bias",
            "blocks.0.norm.weight", "blocks.0.norm.bias", "blocks.0.norm.running_mean", "blocks.0.norm.running_var",
            "blocks.0.norm.num_batches_tracked", "blocks.0.layer_norm.weight", "blocks.0.layer_norm.bias",
            "blocks.1.norm.weight", "blocks.1.norm.bias", "blocks.1.norm.running_mean", "blocks.1.norm.running_var",
            "blocks.1.norm.num_batches_tracked", "blocks.1.layer_norm.weight", "blocks.1.layer_norm.bias",
        }));

    [Test]
    public void Parameters_come_in_the_order_of_the_fields_own_ones_first() =>
        Assert.That(network.named_parameters().Select(p => p.name).Take(6), Is.EqualTo(new[]
        {
            "scale", "stem.weight", "blocks.0.norm.weight", "blocks.0.norm.bias", "blocks.0.layer_norm.weight", "blocks.0.layer_norm.bias",
        }));

    [Test]
    public void Own_parameters_are_those_of_the_fields() =>
        Assert.That(network.named_parameters(recurse: false).Select(p => p.name), Is.EqualTo(new[] { "scale" }));

    [Test]
    public void Buffers_are_the_tensors_that_are_not_parameters() =>
        Assert.That(network.named_buffers().Select(b => b.name), Is.EquivalentTo(new[]
        {
            "offsets", "blocks.0.norm.running_mean", "blocks.0.norm.running_var", "blocks.0.norm.num_batches_tracked",
            "blocks.1.norm.running_mean", "blocks.1.norm.running_var", "blocks.1.norm.num_batches_tracked",
        }));

    [Test]
    public void Modules_are_the_descendants_level_by_level_without_the_module_itself()
    {
        Assert.That(network.children().Select(m => m.GetName()), Is.EqualTo(new[] { "Conv2d", "ModuleList", "Linear" }));
        Assert.That(network.modules(), Has.No.Member(network));
        Assert.That(network.modules().Select(m => m.GetType()), Is.EqualTo(new[]
        {
            typeof(Conv2d), typeof(ModuleList<Inner>), typeof(Linear), typeof(Inner), typeof(Inner),
            typeof(BatchNorm2d), typeof(LayerNorm), typeof(BatchNorm2d), typeof(LayerNorm),
        }));
    }

    [Test]
    public void A_list_holds_components_once_it_is_one_itself()
    {
        using ModuleList<Inner> list = nn.ModuleList(new Inner(), new Inner());
        Assert.That(list, Has.Count.EqualTo(2));
        Assert.That(list.parameters(), Is.Empty);
        Assert.That(network.Blocks.parameters().Count(), Is.EqualTo(8));
        foreach (Inner inner in list) inner.Dispose();
    }

    [Test]
    public void Training_and_evaluation_reach_every_descendant()
    {
        Assert.That(network.modules().Append(network).Select(m => m.training), Is.All.True);
        network.eval();
        Assert.That(network.modules().Append(network).Select(m => m.training), Is.All.False);
        network.train();
        Assert.That(network.modules().Append(network).Select(m => m.training), Is.All.True);
    }

    [Test]
    public void A_conversion_changes_floating_components_only()
    {
        Assert.That(network.to(ScalarType.Float64), Is.SameAs(network));

        foreach ((string name, Tensor value) in network.state_dict())
            Assert.That(value.dtype, Is.EqualTo(name.EndsWith("tracked", StringComparison.Ordinal) ? ScalarType.Int64 : ScalarType.Float64), name);
        Assert.That(network.parameters().Select(p => p.requires_grad), Is.All.True);
        Assert.That(() => network.to(ScalarType.Int64), Throws.ArgumentException);
    }

    [Test]
    public void Disposing_a_module_disposes_all_it_holds()
    {
        Tensor[] held = [.. network.state_dict().Values];
        network.Dispose();

        Assert.That(held.Select(t => t.IsInvalid), Is.All.True);
    }

    [Test]
    public void Default_weights_lie_within_the_inverse_root_of_the_fan_in()
    {
        using Linear linear = nn.Linear(16, 500);
        using Conv2d convolution = nn.Conv2d(4, 50, 2);
        foreach (Parameter parameter in linear.parameters().Concat(convolution.parameters()))
        {
            float[] values = parameter.detach().data<float>().ToArray();
            Assert.That(values, Is.All.InRange(-0.25f, 0.25f));
            Assert.That(values.Max(), Is.GreaterThan(0.2f));
            Assert.That(values.Min(), Is.LessThan(-0.2f));
        }
    }

    [Test]
    public void Running_statistics_move_only_in_training_and_stand_still_with_momentum_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNorm2d norm = nn.BatchNorm2d(2);
        Tensor images = ones([3, 2, 2, 2]) * 5;
        norm.eval();
        norm.call(images);
        Assert.That(Statistics(norm), Is.EqualTo((0f, 1f, 0L)));
        norm.train();
        norm.momentum = 0;
        norm.call(images);
        Assert.That(Statistics(norm), Is.EqualTo((0f, 1f, 1L)));
        norm.momentum = 0.5;
        norm.call(images);
        Assert.That(Statistics(norm), Is.EqualTo((2.5f, 0.5f, 2L)));
        norm.reset_running_stats();
        Assert.That(Statistics(norm), Is.EqualTo((0f, 1f, 0L)));
    }

    [Test]
    public void Layers_refuse_inputs_of_another_kind()
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNorm2d norm = nn.BatchNorm2d(3);
        using Conv2d convolution = nn.Conv2d(3, 4, 3);

        Assert.That(() => norm.call(ones([3, 4, 4])), Throws.ArgumentException.With.Message.Contains("3D"));
        Assert.That(() => convolution.call(ones([1, 2, 8, 8])), Throws.ArgumentException.With.Message.Contains("3 channels"));
        Assert.That(() => convolution.call(ones([8, 8])), Throws.ArgumentException);
    }

    private static (float Mean, float Variance, long Batches) Statistics(BatchNorm2d norm) =>
        (norm.running_mean!.data<float>().ToArray()[0], norm.running_var!.data<float>().ToArray()[0], norm.num_batches_tracked!.ToInt64());

    private sealed class Inner : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm = nn.BatchNorm2d(2);
        private readonly LayerNorm layer_norm = nn.LayerNorm(4);

        public Inner() : base(nameof(Inner)) => RegisterComponents();

        public override Tensor forward(Tensor input) => layer_norm.call(norm.call(input));
    }

    private sealed class Outer : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d stem = nn.Conv2d(3, 2, 1, bias: false);
        private readonly Parameter scale = nn.Parameter(ones([1]));
        private readonly ModuleList<Inner> blocks = nn.ModuleList(new Inner(), new Inner());
        private readonly Tensor offsets = zeros([2]);
        private readonly Linear head = nn.Linear(4, 5);

        public Outer() : base(nameof(Outer)) => RegisterComponents();

        public ModuleList<Inner> Blocks => blocks;

        public override Tensor forward(Tensor input) =>
            head.call(blocks.Aggregate(stem.call(input) * scale, (x, block) => block.call(x))) + offsets.select(0, 0);
    }
}
