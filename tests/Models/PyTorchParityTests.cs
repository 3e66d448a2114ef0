using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Models;

/// <summary>The same weights and images give what plain PyTorch gives: every tap, the logits, the gradient, the running statistics.</summary>
[TestFixture(ScalarType.Float64, 1e-8)]
[TestFixture(ScalarType.Float32, 1e-5)]
public class PyTorchParityTests(ScalarType type, double tolerance) : ScopedTests
{
    private const int Count = 6;

    private static readonly Lazy<Dictionary<string, Dictionary<string, Golden>>> Values =
        new(() => GoldenFile.Read<Dictionary<string, Dictionary<string, Golden>>>("Models/models.golden.json"));

    [Test]
    public void Taps_logits_gradients_and_statistics_agree(
        [Values("resnet8", "resnet2", "vit16", "vit24")] string name, [Values("train", "eval")] string mode)
    {
        Golden golden = Values.Value[name][mode];
        (int size, int classes) = name switch { "resnet2" => (16, 3), "vit24" => (12, 5), _ => (16, 4) };
        using Network network = ReferenceNetworks.Build(name);
        network.to(type);
        network.train(mode == "train");

        List<string> seen = [];
        using (Assert.EnterMultipleScope())
        {
            Tensor logits = network.Run(Formula.Images(Count, size, 1001, type), (tap, output) =>
            {
                seen.Add(tap);
                Compare(tap, output, golden.Taps[tap]);
            });
            Tensor loss = nn.functional.cross_entropy(logits, tensor(Formula.Labels(Count, classes, 1002), [Count]));
            loss.backward();

            Assert.That(seen, Is.EqualTo(golden.Taps.Keys));
            Close("logits", Elements(logits), golden.Logits, RootMeanSquare(golden.Logits));
            Assert.That(loss.ToDouble(), Is.EqualTo(golden.Loss).Within(tolerance * golden.Loss));
            CompareAll(network.named_parameters().Select(p => (p.name, p.parameter.grad!)), golden.Gradients);
            if (golden.Statistics is { } statistics) CompareAll(network.named_buffers(), statistics);
        }
    }

    private void CompareAll(IEnumerable<(string Name, Tensor Value)> found, Dictionary<string, Summary> golden)
    {
        (string Name, Tensor Value)[] all = [.. found];
        Assert.That(all.Select(item => item.Name), Is.EquivalentTo(golden.Keys));
        foreach ((string name, Tensor value) in all) Compare(name, value, golden[name]);
    }

    // Single elements are held to the root mean square of their tensor: rounding of a sum grows with its terms, not with its value.
    private void Compare(string name, Tensor found, Summary golden)
    {
        Assert.That(found.shape, Is.EqualTo(golden.Shape), name);
        double[] all = Elements(found);
        double scale = golden.Norm / Math.Sqrt(all.Length);
        Close($"{name}: norm", [Math.Sqrt(all.Sum(v => v * v))], [golden.Norm], golden.Norm);
        Close($"{name}: mean", [all.Average()], [golden.Mean], scale);
        int n = golden.Samples.Length;
        Close($"{name}: samples", [.. Enumerable.Range(0, n).Select(i => all[(int)((long)i * all.Length / n)])], golden.Samples, scale);
    }

    private void Close(string what, double[] found, double[] expected, double scale) =>
        Assert.That(found, Is.EqualTo(expected).Within(tolerance * scale), what);

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Average(v => v * v));

    private static double[] Elements(Tensor values) => values.detach().to(ScalarType.Float64).data<double>().ToArray();

    public sealed record Summary(long[] Shape, double Mean, double Norm, double[] Samples);

    public sealed record Golden(
        double Loss,
        double[] Logits,
        Dictionary<string, Summary> Taps,
        Dictionary<string, Summary> Gradients,
        Dictionary<string, Summary>? Statistics);
}
