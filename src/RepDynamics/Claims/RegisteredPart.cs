using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>
/// One part of a claim: a number for every seed, which is the difference of a statistic between two conditions, or the statistic of one
/// condition where that is a difference itself.
/// </summary>
public sealed record RegisteredPart
{
    /// <summary>Name of the part, such as <c>SGD, CKA</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The condition whose statistic comes first in the difference.</summary>
    public required string Minuend { get; init; }

    /// <summary>The condition whose statistic is taken away; null, and absent from the file, where the statistic counts as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subtrahend { get; init; }

    /// <summary>What the statistic reads: how snapshots are compared (by default CKA).</summary>
    public SimilarityMeasure Measure { get; init; } = SimilarityMeasure.Cka;

    /// <summary>Which snapshots the statistic reads (by default the logarithmic grid).</summary>
    public EpochGrid Grid { get; init; } = EpochGrid.Logarithmic;

    /// <summary>Which of the claim's statistics, where it has several; null, and absent from the file, where it has one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Statistic { get; init; }

    /// <summary>The margin of this part; null, and absent from the file, where it is the claim's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Margin { get; init; }

    /// <summary>
    /// What must have been seen in the runs before the part can be decided, such as <c>double descent</c>; null, and absent from the file,
    /// where nothing must.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gate { get; init; }

    /// <summary>Whether the part has a say in the claim's verdict, or is reported beside it (by default it has).</summary>
    public bool Decides { get; init; } = true;

    /// <summary>The conditions whose runs the part needs.</summary>
    [JsonIgnore]
    public IEnumerable<string> Conditions => Subtrahend is null ? [Minuend] : [Minuend, Subtrahend];
}
