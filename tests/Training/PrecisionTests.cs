using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>Steps in other numbers than float32. On a CPU bfloat16 is rounding; TF32 is a GPU's.</summary>
public class PrecisionTests : ScopedTests
{
    private static IEnumerable<TestCaseData> Recipes() =>
        new[] { TinyRuns.ViT, TinyRuns.ResNet with { Network = new ResNet18Recipe { Width = 8 }, Data = new OrientedTexturesRecipe { TrainImages = 64, TestImages = 12 } } }.Select(r => new TestCaseData(r).SetArgDisplayNames(r.Network.Kind));

    [TestCaseSource(nameof(Recipes))]
    public void A_step_in_bfloat16_goes_where_one_in_float32_goes(Recipe recipe)
    {
        (double exactLoss, float[] exact) = Gradient(recipe);

        (double loss, float[] rounded) = Gradient(recipe with { Precision = Precision.BFloat16 });

        // 8 bits of a product's factors are kept; the layers, six of a ViT and twenty of a ResNet, add their errors up.
        Assert.That(loss, Is.EqualTo(exactLoss).Within(0.02));
        Assert.That(rounded, Is.Not.EqualTo(exact));
        Assert.That(1 - MathNet.Numerics.Distance.Cosine(rounded, exact), Is.GreaterThan(0.95));
    }

    [Test]
    public void Weights_rounded_all_at_once_give_the_gradients_of_weights_rounded_layer_by_layer(
        [Values] bool resNet, [Values] bool frozen)
    {
        Recipe reduced = (Recipe)Recipes().ElementAt(resNet ? 1 : 0).Arguments[0]! with { Precision = Precision.BFloat16 };

        (double loss, float[] gradient) = Gradient(reduced, frozen, flat: true);

        Assert.That((loss, gradient), Is.EqualTo(Gradient(reduced, frozen)));
    }

    [TestCaseSource(nameof(Recipes))]
    public void Weights_gradients_and_observed_outputs_stay_float32(Recipe recipe)
    {
        Dictionary<string, ScalarType> seen = [];
        (recipe with { Precision = Precision.BFloat16, Epochs = 1 }).Trainer().Run(new TrainingHooks
        {
            Snapshot = snapshot =>
            {
                Assert.That(snapshot.Network.ComputeType, Is.EqualTo(ScalarType.Float32));
                Assert.That(snapshot.Network.parameters().Select(p => p.dtype), Is.All.EqualTo(ScalarType.Float32));
                snapshot.Network.Run(snapshot.Test.Pixels, (tap, output) => seen[tap] = output.dtype);
            },
        });

        Assert.That(seen.Values, Is.All.EqualTo(ScalarType.Float32));
        Assert.That(seen, Is.Not.Empty);
    }

    [TestCaseSource(nameof(Recipes))]
    public void It_fits_the_labels_as_well(Recipe recipe)
    {
        IReadOnlyList<SnapshotMetrics> metrics = (recipe with { Precision = Precision.BFloat16, Epochs = 12 }).Trainer().Run(_ => { });

        Assert.That(metrics[^1].Loss, Is.LessThan(0.8 * metrics[0].Loss));
    }

    [Test]
    public void A_float32_network_refuses_reduced_precision_and_a_CPU_Tf32()
    {
        Recipe plain = TinyRuns.ViT with { Network = new SignalSenderRecipe(_ => { }), Precision = Precision.BFloat16 };
        foreach ((Recipe recipe, string remedy) in new[] { (plain, "MixedLinear"), (TinyRuns.ViT with { Precision = Precision.Tf32 }, "Float32") })
        {
            Assert.That(
                () => recipe.Trainer().Run(_ => { }),
                Throws.TypeOf<NotSupportedException>().With.Message.Contains($"Recipe.Precision is {recipe.Precision}").And.Message.Contains(remedy));
        }
    }

    [Test]
    public void Float32_leaves_no_trace_in_a_recipes_hash_and_the_others_do()
    {
        string[] hashes = [.. Enum.GetValues<Precision>().Select(precision => (TinyRuns.ViT with { Precision = precision }).Hash())];

        Assert.That(hashes, Is.Unique);
        Assert.That(hashes[(int)Precision.Float32], Is.EqualTo(TinyRuns.ViT.Hash()));
        Assert.That(() => (TinyRuns.ViT with { Precision = (Precision)9 }).Validated(), Throws.ArgumentException.With.Message.Contains("Recipe.Precision is 9"));
    }

    [TestCase(0.5)]
    [TestCase(1e3)]
    public void Clipping_is_the_usual_clipping(double norm)
    {
        Parameter[] usual = WithGradients(), clipped = WithGradients();

        nn.utils.clip_grad_norm_(usual, norm);
        FlatParameters.Clip(clipped, norm);

        foreach ((Parameter expected, Parameter found) in usual.Zip(clipped))
            Assert.That(Values(found.grad!), Is.EqualTo(Values(expected.grad!)).Within(1e-6));
    }

    [Test]
    public void Small_gradients_are_not_touched_and_none_are_no_trouble()
    {
        Parameter[] parameters = WithGradients();
        float[][] before = [.. parameters.Select(p => Values(p.grad!))];

        FlatParameters.Clip(parameters, 1e6);
        FlatParameters.Clip([nn.Parameter(ones([2]))], 1);

        Assert.That(parameters.Select(p => Values(p.grad!)), Is.EqualTo(before));
    }

    // 1 + 2^-8 has one bit more than bfloat16 keeps, and is halfway: it rounds to the even 1.
    [Test]
    public void Factors_and_results_are_rounded_to_8_bits()
    {
        MixedLinear layer = new(1, 1);
        using (no_grad())
        {
            layer.Bias.fill_(0);
            layer.Weight.fill_(1 + Math.Pow(2, -8));
        }

        Assert.That(layer.call(ones([1, 1])).ToDouble(), Is.EqualTo(1 + Math.Pow(2, -8)));
        layer.ComputeType = ScalarType.BFloat16;
        Assert.That(layer.call(ones([1, 1])).ToDouble(), Is.EqualTo(1.0));
        // 129 has 8 bits, 129 x 129 = 16641 has 15: its neighbours in bfloat16 are 16640 and 16768.
        using (no_grad()) layer.Weight.fill_(129);
        Assert.That(layer.call(full([1, 1], 129)).ToDouble(), Is.EqualTo(16640.0));
    }

    private static Parameter[] WithGradients()
    {
        Parameter[] parameters = [nn.Parameter(ones([3])), nn.Parameter(ones([2, 2]))];
        parameters[0].grad = tensor(new[] { 1f, -2f, 3f }, [3]);
        parameters[1].grad = tensor(new[] { 0.5f, 0f, -4f, 2f }, [2, 2]);
        return parameters;
    }

    // frozen: the first layer's weight does not learn.
    private static (double Loss, float[] Gradient) Gradient(Recipe recipe, bool frozen = false, bool flat = false)
    {
        (double, float[]) result = default;
        recipe.Data.Load(recipe.Seed).OnCpu((train, _) =>
        {
            using Network network = recipe.Network.Build(train.Set.Height, train.Set.Classes);
            Initialization.Apply(network, new SeededRandom(1, "weights"));
            network.modules().OfType<MixedPrecision>().First().Weight.requires_grad = !frozen;
            Parameter[] parameters = [.. network.parameters().Where(p => p.requires_grad)], stepped = flat ? [FlatParameters.Of(network, recipe.Precision)] : parameters;
            using optim.Optimizer still = new SgdRecipe { LearningRate = 1e-30, Momentum = 0 }.Build(stepped);
            (Tensor loss, Tensor _) = TrainingLoop.TakeStep(recipe with { ClipNorm = null }, network, stepped, still, train.Pixels, train.Labels, 1e-30);
            Assert.That(parameters.Select(p => p.grad!.dtype), Is.All.EqualTo(ScalarType.Float32));
            result = (loss.ToDouble(), [.. parameters.SelectMany(p => Values(p.grad!))]);
        });
        return result;
    }

    private static float[] Values(Tensor tensor) => tensor.detach().reshape(-1).data<float>().ToArray();
}
