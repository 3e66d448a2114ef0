using System.Collections.Immutable;

namespace RepDynamics.Claims;

/// <summary>The seeds of one profile.</summary>
public sealed record ProfileSeeds
{
    /// <summary>
    /// All different, none below <see cref="Registration.FirstSeed"/>; at least 2 where they decide, else at least 1.
    /// </summary>
    public required ImmutableArray<long> Seeds { get; init; }

    /// <summary>Whether a verdict on this profile says anything about the claim.</summary>
    public required bool Decides { get; init; }

    /// <summary>What the profile is for, in words.</summary>
    public required string Purpose { get; init; }
}
