using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class InitializationTests
{
    internal static IEnumerable<TestCaseData> Recipes() =>
        new[] { TinyRuns.ViT.Network, TinyRuns.ResNet.Network }.Select(recipe => new TestCaseData(recipe).SetArgDisplayNames(recipe.Kind));

    [TestCaseSource(nameof(Recipes))]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others(NetworkRecipe recipe)
    {
        Dictionary<string, float[]> first = Drawn(recipe, 1), again = Drawn(recipe, 1), other = Drawn(recipe, 2);

        foreach ((string name, float[] values) in first)
        {
            Assert.That(again[name], Is.EqualTo(values), name);
            if (!name.Contains("norm", StringComparison.Ordinal)) Assert.That(other[name], Is.Not.EqualTo(values), name);
        }
    }

    [Test]
    public void Any_convolution_and_any_normalization_has_the_rule_of_its_kind_and_a_layer_without_rule_is_refused()
    {
        using nn.Module network = nn.Sequential(nn.Conv1d(1, 4, 3), nn.BatchNorm1d(4), nn.GroupNorm(2, 4), nn.ConvTranspose2d(4, 2, 3));
        Initialization.Apply(network, new SeededRandom(1, "initial weights"));

        Dictionary<string, Tensor> state = network.state_dict();
        foreach (string norm in (string[])["1", "2"])
        {
            Assert.That(state[$"{norm}.weight"].data<float>(), Is.All.EqualTo(1), norm);
            Assert.That(state[$"{norm}.bias"].data<float>(), Is.All.EqualTo(0), norm);
        }
        Assert.That(state["0.weight"].abs().max().item<float>(), Is.InRange(.35, 1 / Math.Sqrt(3)), "uniform in +-1/sqrt(fan in)");
        using nn.Module recurrent = nn.Sequential(nn.Embedding(3, 2));
        Assert.That(() => Initialization.Apply(recurrent, new SeededRandom(1, "w")), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Embedding"));
    }

    [TestCaseSource(nameof(Recipes))]
    public void The_previous_state_of_a_network_does_not_matter(NetworkRecipe recipe)
    {
        using Network network = recipe.Build(8, 4);
        using (no_grad())
        {
            foreach (Tensor parameter in network.parameters()) parameter.fill_(7);
        }
        Initialization.Apply(network, new SeededRandom(1, "initial weights"));

        Assert.That(Values(network), Is.EqualTo(Drawn(recipe, 1)));
    }

    [TestCaseSource(nameof(Recipes))]
    public void Linear_and_convolutional_weights_fill_the_interval_of_their_fan_in(NetworkRecipe recipe)
    {
        using Network network = recipe.Build(8, 4);
        Initialization.Apply(network, new SeededRandom(5, "initial weights"));
        int found = 0;
        foreach ((string name, Tensor parameter) in network.named_parameters())
        {
            long[] shape = parameter.shape;
            if (!name.EndsWith("weight", StringComparison.Ordinal) || shape.Length < 2) continue;
            found++;
            double bound = 1 / Math.Sqrt(shape.Skip(1).Aggregate(1L, (p, s) => p * s));
            float[] values = Values(parameter);

            Assert.That(values, Has.All.InRange(-bound * (1 + 1e-6), bound * (1 + 1e-6)), name);
            // Of n uniform values the largest is expected at bound n/(n + 1) and below half the bound with probability 2^-n.
            Assert.That(values.Max(v => Math.Abs(v)), Is.GreaterThan(bound / 2), name);
            // Uniform in +-b: deviation b / sqrt 3; the mean of n of them has deviation b / sqrt(3 n). Four of those.
            Assert.That(values.Average(), Is.Zero.Within(4 * bound / Math.Sqrt(3.0 * values.Length)), name);
            if (network.state_dict().TryGetValue(name.Replace("weight", "bias", StringComparison.Ordinal), out Tensor? bias))
                Assert.That(Values(bias), Has.All.InRange(-bound * (1 + 1e-6), bound * (1 + 1e-6)).And.Some.Not.Zero, name);
        }
        Assert.That(found, Is.GreaterThan(9));
    }

    [TestCaseSource(nameof(Recipes))]
    public void Normalization_starts_as_the_identity(NetworkRecipe recipe)
    {
        Dictionary<string, float[]> drawn = Drawn(recipe, 1);
        string[] norms = [.. drawn.Keys.Where(name => name.Contains("norm", StringComparison.Ordinal))];

        Assert.That(norms, Is.Not.Empty);
        foreach (string name in norms)
            Assert.That(drawn[name], Has.All.EqualTo(name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f), name);
    }

    [Test]
    public void Class_token_and_positions_are_normal_with_deviation_2_percent()
    {
        Dictionary<string, float[]> drawn = Drawn(new VisionTransformerRecipe { Dimension = 64 }, 1);

        foreach (string name in new[] { "class_token", "positions" })
        {
            float[] values = drawn[name];
            double deviation = Math.Sqrt(values.Average(v => (double)v * v));
            // The deviation of n normal values has itself a deviation of 1 / sqrt(2 n) of it. Four of those.
            Assert.That(deviation, Is.EqualTo(0.02).Within(0.02 * 4 / Math.Sqrt(2.0 * values.Length)), name);
        }
    }

    // A run's weights are these numbers on every machine; another formula or order would be another run under the same recipe.
    [Test]
    public void The_first_weights_never_change()
    {
        double bound = 1 / Math.Sqrt(27);
        SeededRandom random = new(3, "initial weights");
        float[] expected = [.. Enumerable.Range(0, 54).Select(_ => (float)random.Uniform(-bound, bound))];

        Assert.That(Drawn(new ResNet18Recipe { Width = 2 }, 3)["stem.weight"], Is.EqualTo(expected));
    }

    internal static Dictionary<string, float[]> Drawn(NetworkRecipe recipe, long seed)
    {
        using Network network = recipe.Build(8, 4);
        Initialization.Apply(network, new SeededRandom(seed, "initial weights"));
        return Values(network);
    }

    private static Dictionary<string, float[]> Values(Network network) =>
        network.named_parameters().ToDictionary(p => p.name, p => Values(p.parameter));

    private static float[] Values(Tensor parameter)
    {
        using Tensor plain = parameter.detach();
        return plain.data<float>().ToArray();
    }
}
