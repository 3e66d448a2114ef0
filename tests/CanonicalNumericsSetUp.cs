using RepDynamics.Numerics;

namespace RepDynamics.Tests;

/// <summary>Numerics are pinned before the first tensor of any test, whichever fixture runs first.</summary>
[SetUpFixture]
public sealed class CanonicalNumericsSetUp
{
    [OneTimeSetUp]
    public void Pin() => CanonicalNumerics.Apply();
}
