namespace RepDynamics.Similarity;

/// <summary>How the dependence of two sets of features is estimated from n images.</summary>
public enum CkaEstimator
{
    /// <summary>The inner product of the centred Gram matrices (Kornblith et al. 2019, equations 1 and 2): never negative.</summary>
    Biased,

    /// <summary>
    /// The inner product of the U-centred Gram matrices with zero diagonal (Song et al. 2012, equation 5; Székely and Rizzo 2014): its
    /// expectation does not depend on n, and it may be slightly negative.
    /// </summary>
    Debiased,
}
