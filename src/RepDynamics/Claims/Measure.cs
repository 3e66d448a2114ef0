namespace RepDynamics.Claims;

/// <summary>How the snapshots of a run are compared with each other.</summary>
public enum Measure
{
    /// <summary>By linear CKA of the taps' outputs.</summary>
    Cka,

    /// <summary>By the decision regions of linear probes, and of the network itself.</summary>
    Regions,
}
