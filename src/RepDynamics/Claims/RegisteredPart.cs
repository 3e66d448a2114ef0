using System.Text.Json;
using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>
/// One part of a claim: for every seed, the mean of a statistic over some conditions minus its mean over others. Two conditions give a simple
/// effect, two on each side a main effect, and the diagonals of a table of four half the interaction. Without a subtrahend, the mean itself.
/// </summary>
public sealed record RegisteredPart
{
    /// <summary>Name of the part, such as <c>ViT minus ResNet</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The conditions whose mean comes first; in the file a name, or a list of names.</summary>
    [JsonConverter(typeof(NamesConverter))]
    public required ImmutableArray<string> Minuend { get; init; }

    /// <summary>The conditions whose mean is subtracted; empty, and absent from the file, if nothing is.</summary>
    [JsonConverter(typeof(NamesConverter))]
    public ImmutableArray<string> Subtrahend { get; init; } = [];

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

    /// <summary>The direction of this part; null, and absent from the file, where it is the claim's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Direction? Direction { get; init; }

    /// <summary>What the runs must show before the part can be decided, such as <c>double descent</c>; null, and absent from the file, for no gate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gate { get; init; }

    /// <summary>Whether the part counts for the claim's verdict (default: true); otherwise it is only reported.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>The conditions whose runs the part needs.</summary>
    [JsonIgnore]
    public IEnumerable<string> Conditions => Minuend.Concat(Subtrahend);
}

/// <summary>Which values of a part's difference speak for a claim.</summary>
public enum Direction
{
    /// <summary>Those above the margin; those below its negative speak against it.</summary>
    Greater,

    /// <summary>Those below the negative margin; those above the margin speak against it.</summary>
    Less,

    /// <summary>Those beyond the margin on either side: the claim is that something depends on a factor. Those within it speak against it.</summary>
    Either,

    /// <summary>Those within the margin of 0: the claim is that two things coincide. Those beyond it, on either side, speak against it.</summary>
    Within,
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

    /// <summary>By linear CKA of outputs averaged over tokens or space.</summary>
    CkaPooled,

    /// <summary>By linear CKA with the images' own Gram matrix projected out (Cui et al. 2022).</summary>
    CkaDeconfounded,

    /// <summary>By linear CKA without the 1% of images of largest norm (Davari et al. 2022).</summary>
    CkaWithoutOutliers,

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

/// <summary>Reads a name as a list of one.</summary>
internal sealed class NamesConverter : JsonConverter<ImmutableArray<string>>
{
    public override ImmutableArray<string> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => [reader.GetString()!],
            JsonTokenType.StartArray => [.. JsonSerializer.Deserialize<string[]>(ref reader, options)!],
            _ => throw new JsonException("Expected the name of a condition, or a list of names."),
        };

    public override void Write(Utf8JsonWriter writer, ImmutableArray<string> names, JsonSerializerOptions options)
    {
        if (names is [var name]) writer.WriteStringValue(name);
        else JsonSerializer.Serialize(writer, (string[])[.. names], options);
    }
}
