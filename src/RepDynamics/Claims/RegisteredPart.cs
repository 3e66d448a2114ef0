using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>
/// One part of a claim: for every seed, the difference of a statistic between two conditions, or the statistic of one condition.
/// </summary>
public sealed record RegisteredPart
{
    /// <summary>Name of the part, such as <c>SGD, CKA</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The condition whose statistic comes first in the difference.</summary>
    public required string Minuend { get; init; }

    /// <summary>The condition whose statistic is subtracted; null, and absent from the file, for a part of one condition.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subtrahend { get; init; }

    /// <summary>How the snapshots that the statistic reads are compared (default: CKA).</summary>
    public SimilarityMeasure Measure { get; init; } = SimilarityMeasure.Cka;

    /// <summary>Which snapshots the statistic reads (default: the logarithmic grid).</summary>
    public EpochGrid Grid { get; init; } = EpochGrid.Logarithmic;

    /// <summary>Which of the claim's statistics, where it has several; null, and absent from the file, where it has one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Statistic { get; init; }

    /// <summary>The margin of this part; null, and absent from the file, where it is the claim's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Margin { get; init; }

    /// <summary>
    /// What the runs must show before the part can be decided, such as <c>double descent</c>; null, and absent from the file, for no gate.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gate { get; init; }

    /// <summary>Whether the part counts for the claim's verdict (default: true); otherwise it is only reported.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>The conditions whose runs the part needs.</summary>
    [JsonIgnore]
    public IEnumerable<string> Conditions => Subtrahend is null ? [Minuend] : [Minuend, Subtrahend];
}

/// <summary>How the snapshots of a run are compared with each other.</summary>
public enum SimilarityMeasure
{
    /// <summary>By linear CKA of the taps' whole outputs, biased estimator.</summary>
    Cka,

    /// <summary>By the debiased estimator of linear CKA.</summary>
    CkaDebiased,

    /// <summary>By linear CKA of the class token alone, where a tap has one.</summary>
    CkaClassToken,

    /// <summary>By the decision regions of linear probes, and of the network itself.</summary>
    Regions,
}

/// <summary>Which of a run's snapshots a statistic reads: the grids of <see cref="Training.SnapshotSchedule"/>.</summary>
public enum EpochGrid
{
    /// <summary>Epochs in equal ratios, which gives the fast first epochs the weight of the many later ones.</summary>
    Logarithmic,

    /// <summary>Epochs in equal steps.</summary>
    Linear,
}
