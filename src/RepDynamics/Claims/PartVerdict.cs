using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RepDynamics.Dynamics;

namespace RepDynamics.Claims;

/// <summary>The decision on one part of a claim, with the numbers it rests on.</summary>
public sealed record PartVerdict
{
    /// <summary>Name of the part.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the part counts for the claim's verdict; otherwise it is only reported.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>Values and differences by seed.</summary>
    public required ImmutableArray<SeedValues> Seeds { get; init; }

    /// <summary>Interval for the mean difference; null when there are fewer than 2 seeds or an undefined difference.</summary>
    public required StudentInterval? Interval { get; init; }

    /// <summary>Nominal coverage of the interval, in (0, 1).</summary>
    public required double Confidence { get; init; }

    /// <summary>The margin, at least 0.</summary>
    public required double Delta { get; init; }

    /// <summary>Which sign of the differences speaks for the claim.</summary>
    public required Direction Direction { get; init; }

    /// <summary>
    /// Why the gate (<see cref="RegisteredPart.Gate"/>) was not passed, which makes the part inconclusive; null, and absent from the file,
    /// if the part has no gate or passed it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("barred")]
    public string? GateFailure { get; init; }

    /// <summary>The decision.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }
}

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
