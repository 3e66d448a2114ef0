namespace RepDynamics.Claims;

/// <summary>Which sign of the differences speaks for a claim.</summary>
public enum Direction
{
    /// <summary>The claim says that the differences are positive.</summary>
    Greater,

    /// <summary>The claim says that the differences are negative.</summary>
    Less,
}
