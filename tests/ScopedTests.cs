using TorchSharp;

namespace RepDynamics.Tests;

/// <summary>Disposes of the tensors of each test.</summary>
public abstract class ScopedTests
{
    private DisposeScope scope = null!;

    [SetUp]
    public void OpenScope() => scope = torch.NewDisposeScope();

    [TearDown]
    public void CloseScope() => scope.Dispose();
}
