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

    /// <summary>Interval for the mean difference; null when the part is not decided.</summary>
    public StudentInterval? Interval { get; init; }

    /// <summary>Nominal coverage of the interval that reproduces, in (0, 1).</summary>
    public required double Confidence { get; init; }

    /// <summary>Nominal coverage of the interval that speaks against the claim, in (0, 1): <see cref="Decision.AgainstConfidence"/>.</summary>
    public required double AgainstConfidence { get; init; }

    /// <summary>The margin, at least 0.</summary>
    public required double Delta { get; init; }

    /// <summary>Which differences speak for the claim.</summary>
    public required Direction Direction { get; init; }

    /// <summary>
    /// Why the gate (<see cref="RegisteredPart.Gate"/>) was not passed, which leaves the part out of the claim; null, and absent from the file,
    /// if the part has no gate or passed it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("barred")]
    public string? GateFailure { get; init; }

    /// <summary>Why the statistic means nothing on these runs, such as a condition that never learns; null, and absent from the file, if it does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Undefined { get; init; }

    /// <summary>The decision.</summary>
    public Outcome Outcome { get; init; } = Outcome.NotDecided;

    /// <summary>Why, in one sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether the part speaks against the claim: contradicted, or no difference where the claim is that there is one.</summary>
    [JsonIgnore]
    public bool IsAgainst => Outcome == Outcome.Contradicted || (Outcome == Outcome.NoDifference && Direction == Direction.Either);
}

/// <summary>What an experiment says about a claim or about one of its parts.</summary>
public enum Outcome
{
    /// <summary>The effect is there and larger than the margin.</summary>
    Reproduced,

    /// <summary>The opposite effect is there and larger than the margin.</summary>
    Contradicted,

    /// <summary>Of a claim: some of its parts are reproduced, others speak against it.</summary>
    Mixed,

    /// <summary>Of a part: whatever effect there is, it is smaller than the margin.</summary>
    NoDifference,

    /// <summary>The values allow no conclusion.</summary>
    Inconclusive,

    /// <summary>There are no values to decide by: a gate was not passed, a run failed, or the statistic is undefined.</summary>
    NotDecided,
}

/// <summary>Outcomes for people.</summary>
public static class Outcomes
{
    /// <summary>The outcome in small letters: <c>no difference</c>.</summary>
    public static string Words(this Outcome outcome) => outcome switch
    {
        Outcome.NoDifference => "no difference",
        Outcome.NotDecided => "not decided",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
