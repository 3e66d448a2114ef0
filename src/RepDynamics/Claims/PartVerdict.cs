using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RepDynamics.Dynamics;

namespace RepDynamics.Claims;

/// <summary>The decision on one part of a claim, with the numbers it rests on.</summary>
public sealed record PartVerdict
{
    /// <summary>Name of the part.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the part has a say in the claim's verdict, or is reported beside it.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>Values and differences by seed.</summary>
    public required ImmutableArray<SeedValues> Seeds { get; init; }

    /// <summary>Interval for the mean difference; null when there are fewer than 2 seeds or an undefined difference.</summary>
    public required StudentInterval? Interval { get; init; }

    /// <summary>Nominal coverage that was asked for, in (0, 1).</summary>
    public required double Confidence { get; init; }

    /// <summary>The margin, at least 0.</summary>
    public required double Delta { get; init; }

    /// <summary>Which sign of the differences speaks for the claim.</summary>
    public required Direction Direction { get; init; }

    /// <summary>
    /// Why the part cannot be decided whatever its numbers say: its gate (<see cref="RegisteredPart.Gate"/>) was not passed; null, and
    /// absent from the file, where nothing keeps it from being decided.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("barred")]
    public string? GateFailure { get; init; }

    /// <summary>The decision.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }
}
