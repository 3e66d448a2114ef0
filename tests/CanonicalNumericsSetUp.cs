using RepDynamics.Numerics;

// Numerics use one thread, so that two fixtures side by side fill two cores. What counts tensors or memory of the process is [NonParallelizable].
[assembly: Parallelizable(ParallelScope.Fixtures)]

namespace RepDynamics.Tests;

/// <summary>Numerics are pinned before the first tensor of any test, whichever fixture runs first.</summary>
[SetUpFixture]
public sealed class CanonicalNumericsSetUp
{
    [OneTimeSetUp]
    public void Pin() => CanonicalNumerics.Apply();
}
