using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Probes;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Tests.Models;
using RepDynamics.Tests.Probes;
using RepDynamics.Tests.Runs;
using RepDynamics.Tests.Similarity;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Numerics;

/// <summary>
/// Compares single precision on a device with double precision on the CPU. The fixture for the CPU checks the tests themselves; that for the
/// GPU is skipped without one.
/// </summary>
[TestFixture("cpu")]
[TestFixture("cuda")]
public class OnDeviceTests(string name) : ScopedTests
{
    private Device there = null!;

    [OneTimeSetUp]
    public void Find()
    {
        if (name == "cuda" && Gpus.Usable().Count == 0) Assert.Ignore($"There is no GPU: {Gpus.WhyNone()}.");
        there = device(name);
        if (name == "cuda") ProductPrecision.AllowTf32(false);
    }

    [TestCase("resnet8", 16, 4)]
    [TestCase("vit16", 16, 4)]
    public void Taps_and_gradients_are_those_of_double_precision(string network, int size, int classes)
    {
        Dictionary<string, double[]> expected = TapsAndGradients(network, size, classes, CPU, ScalarType.Float64);

        Dictionary<string, double[]> found = TapsAndGradients(network, size, classes, there, ScalarType.Float32);

        Assert.That(found.Keys, Is.EqualTo(expected.Keys));
        foreach ((string what, double[] exact) in expected)
        {
            double scale = Math.Sqrt(exact.Average(value => value * value));
            Assert.That(found[what], Is.EqualTo(exact).Within(1e-4 * scale), what);
        }
    }

    [Test]
    public void Similarity_is_that_of_the_textbook([Values] CkaEstimator estimator)
    {
        double[][,] features = [.. Enumerable.Range(0, 4).Select(epoch => Features.Pair(30, 12, 12, 5, 3 * epoch).Y)];
        using CkaRecorder recorder = new("a run", ["block1"], [0, 1, 2, 3], 30, estimator, there);
        for (int epoch = 0; epoch < features.Length; epoch++) recorder.Record(epoch, "block1", Features.ToTensor(features[epoch]).to(there));

        EpochSimilarity similarity = recorder.Similarity("block1");

        for (int i = 0; i < features.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.That(similarity[i, j], Is.EqualTo(Textbook.Cka(features[i], features[j], estimator)).Within(1e-5), $"epochs {i} and {j}");
            }
        }
    }

    [Test]
    public void Probes_are_those_of_double_precision([Values(20, 200)] int features)
    {
        var problem = Problem.Of(60, features, 3, 11, 8);
        using var exact = LinearProbe.Fit(Problem.Subject, problem.As(ScalarType.Float64), problem.LabelTensor, problem.Classes);

        using var found = LinearProbe.Fit(Problem.Subject, problem.Features.to(there), problem.LabelTensor.to(there), problem.Classes);

        double[] probabilities = found.Logits(problem.Features.to(there)).to(ScalarType.Float64).softmax(1).cpu().data<double>().ToArray();
        Assert.That(probabilities, Is.EqualTo(Problem.Probabilities(exact, problem.Features)).Within(1e-5));
    }

    // Points on a boundary may fall to either side.
    [Test]
    public void Regions_are_those_of_the_CPU([Values] bool resNet)
    {
        RunRegions expected = Regions(resNet, CPU), found = Regions(resNet, there);

        foreach ((TapRegions a, TapRegions b) in expected.HeldOut.Taps.Zip(found.HeldOut.Taps))
        {
            byte[] here = a.Maps[0].Labels.ToArray(), across = b.Maps[0].Labels.ToArray();
            Assert.That(here.Zip(across).Count(pair => pair.First == pair.Second), Is.GreaterThanOrEqualTo(0.98 * here.Length), a.Tap);
        }
    }

    [Test]
    public void A_run_is_trained_measured_and_stored([Values] Precision precision, [Values] bool resNet)
    {
        using TemporaryFolder folder = new();
        Recipe recipe = (resNet ? TinyRuns.ResNet with { Network = new ResNet18Recipe { Width = 8 } } : TinyRuns.ViT) with { Precision = precision, Augment = true };
        RunScheduler scheduler = new(there, _ => { }) { Store = new RunStore(folder.Path), MaxParallelRuns = 1, Regions = TinyRuns.Regions, Sensitivity = true };

        RunOutcome first = scheduler.Run([recipe])[0], again = scheduler.Run([recipe])[0];

        if (precision == Precision.Tf32 && name == "cpu")
        {
            Assert.That(first.Error, Is.TypeOf<NotSupportedException>());
            return;
        }
        Assert.That(first.Error, Is.Null);
        Assert.That(again.WasStored, Is.True);
        Records.AssertSameNumbers(again.Record!, first.Record!);
    }

    private static Dictionary<string, double[]> TapsAndGradients(string name, int size, int classes, Device device, ScalarType type)
    {
        using Network network = ReferenceNetworks.Build(name);
        network.to(type);
        network.to(device);
        network.train();
        Dictionary<string, double[]> found = [];
        using (new ProductPrecision(Precision.Float32, network, device.type))
        {
            Tensor logits = network.Run(Formula.Images(6, size, 1001, type).to(device), (tap, output) => found[tap] = Elements(output));
            nn.functional.cross_entropy(logits, tensor(Formula.Labels(6, classes, 1002), [6], device: device)).backward();
        }
        foreach ((string parameter, TorchSharp.Modules.Parameter value) in network.named_parameters()) found[parameter] = Elements(value.grad!);
        return found;
    }

    private static double[] Elements(Tensor values) => values.detach().to(ScalarType.Float64).cpu().data<double>().ToArray();

    private static RunRegions Regions(bool resNet, Device device)
    {
        Recipe recipe = resNet ? TinyRuns.ResNet with { Network = new ResNet18Recipe { Width = 8 } } : TinyRuns.ViT;
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(recipe.Data.Load(recipe.Seed), device);
        using DeviceImages first = train, second = test;
        using Network network = recipe.Network.Build(train.Set.Height, train.Set.Classes);
        Initialization.Apply(network, new SeededRandom(1, "initial weights"));
        network.to(device);
        using RegionRecorder recorder = new("a run", train, test, TinyRuns.Regions with { Resolution = 12 }, seed: 1);
        recorder.Record(0, network);
        return recorder.Regions();
    }
}
