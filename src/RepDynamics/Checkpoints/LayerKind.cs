namespace RepDynamics.Checkpoints;

/// <summary>What the arrays of a layer hold, and so how its epochs are compared.</summary>
public enum LayerKind
{
    /// <summary>Floating-point features <c>[n, ...]</c> of n images: compared by CKA.</summary>
    Features,

    /// <summary>Integer labels of points, the same points at every epoch: compared by the share of equal labels.</summary>
    Regions,
}
