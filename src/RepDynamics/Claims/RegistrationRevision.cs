namespace RepDynamics.Claims;

/// <summary>One revision of a registration.</summary>
public sealed record RegistrationRevision
{
    /// <summary>Number, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Date, not before that of the revision before.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Why it was made.</summary>
    public required string Reason { get; init; }
}
