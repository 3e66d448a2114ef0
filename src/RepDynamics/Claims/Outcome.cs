namespace RepDynamics.Claims;

/// <summary>What an experiment says about a claim.</summary>
public enum Outcome
{
    /// <summary>The effect is there and larger than the margin.</summary>
    Reproduced,

    /// <summary>The opposite effect is there and larger than the margin.</summary>
    Contradicted,

    /// <summary>The values allow neither conclusion, or there are too few of them.</summary>
    Inconclusive,
}
