using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>Every operator, layer and optimizer gives what PyTorch gives, in values and in shape.</summary>
[TestFixture(ScalarType.Float32, 1e-6)]
[TestFixture(ScalarType.Float64, 1e-8)]
public class GoldenValueTests(ScalarType type, double tolerance)
{
    private DisposeScope scope = null!;
    private Dictionary<string, Tensor> results = null!;

    [OneTimeSetUp]
    public void Run()
    {
        scope = NewDisposeScope();
        results = GoldenCases.Run(type);
    }

    [OneTimeTearDown]
    public void Free() => scope.Dispose();

    [Test]
    public void Every_case_of_PyTorch_is_here() => Assert.That(results.Keys, Is.EquivalentTo(Golden.All.Keys));

    [TestCaseSource(nameof(Names))]
    public void Agrees_with_PyTorch(string name)
    {
        Golden golden = Golden.All[name];
        double[] found = results[name].detach().to(ScalarType.Float64).data<double>().ToArray();
        // Rounding of a sum grows with its terms, not with its value: elements are held to the largest of their tensor.
        double scale = golden.Values.Max(Math.Abs);

        Assert.That(results[name].shape, Is.EqualTo(golden.Shape));
        Assert.That(found, Is.EqualTo(golden.Values).Within(tolerance * scale));
    }

    private static string[] Names() => [.. Golden.All.Keys];
}
