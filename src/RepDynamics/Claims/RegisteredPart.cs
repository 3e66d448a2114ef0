namespace RepDynamics.Claims;

/// <summary>One comparison within a claim: a paired difference over seeds.</summary>
public sealed record RegisteredPart
{
    /// <summary>Name of the part, such as <c>SGD</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The condition whose statistic comes first in the difference.</summary>
    public required string Minuend { get; init; }

    /// <summary>The condition whose statistic is taken away.</summary>
    public required string Subtrahend { get; init; }
}
