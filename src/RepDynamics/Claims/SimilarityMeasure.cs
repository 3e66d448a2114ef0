namespace RepDynamics.Claims;

/// <summary>How the snapshots of a run are compared with each other.</summary>
public enum SimilarityMeasure
{
    /// <summary>By linear CKA of the taps' whole outputs, biased estimator.</summary>
    Cka,

    /// <summary>By the debiased estimator of linear CKA.</summary>
    CkaDebiased,

    /// <summary>By linear CKA of the class token alone, where a tap has one.</summary>
    CkaClassToken,

    /// <summary>By the decision regions of linear probes, and of the network itself.</summary>
    Regions,
}
