using RepDynamics.Numerics;

namespace RepDynamics.Tests.Numerics;

/// <summary>A fixture that uses tensors: numerics are pinned before the first one, whichever fixture runs first.</summary>
public abstract class PinnedNumerics
{
    [OneTimeSetUp]
    public void Pin() => CanonicalNumerics.Apply();
}
