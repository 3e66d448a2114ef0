using RepDynamics.Numerics;

// Numerics use one thread, so that two fixtures side by side fill two cores. Fixtures that count
// tensors or memory of the process, or change its threads or precision, are [NonParallelizable]; a test of a fixture cannot be.
[assembly: Parallelizable(ParallelScope.Fixtures)]

namespace RepDynamics.Tests;

/// <summary>Numerics are pinned before the first tensor of any test, whichever fixture runs first.</summary>
[SetUpFixture]
public sealed class CanonicalNumericsSetUp
{
    [OneTimeSetUp]
    public void Pin() => CanonicalNumerics.Apply();
}
