using System.Text.Json.Serialization;
using RepDynamics.IO;

namespace RepDynamics.Training;

/// <summary>
/// Everything that decides what a run computes; nothing about where or how fast. Immutable; change one with <c>with</c>. The paper's
/// text beyond its abstracts is not at hand, so every default names its source: docs/design.md and docs/pilot.md (the project's own trials), another
/// paper, or the word <i>assumed</i>.
/// </summary>
public sealed record Recipe
{
    /// <summary>The network.</summary>
    public required NetworkRecipe Network { get; init; }

    /// <summary>The images and their labels.</summary>
    public required DataRecipe Data { get; init; }

    /// <summary>The optimizer and its learning rate.</summary>
    public required OptimizerRecipe Optimizer { get; init; }

    /// <summary>Decides the initial weights, the order of the images, the wrong labels and the augmentation.</summary>
    public required long Seed { get; init; }

    /// <summary>Passes over the training images, at least 1 (docs/design.md#training: 120 on textures, at least twice the epoch of perfect fit).</summary>
    public int Epochs { get; init; } = 120;

    /// <summary>Images a step, at least 2; the last step of an epoch takes what is left (docs/design.md#training: 64).</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Epochs in which the learning rate rises linearly from zero (docs/design.md#training: 3).</summary>
    public int WarmUpEpochs { get; init; } = 3;

    /// <summary>
    /// s: the learning rate is divided by sqrt(1 + floor(step / s)); 0 keeps it constant. docs/design.md#training: 256; a constant rate leaves a ViT
    /// oscillating just below perfect fit (docs/pilot.md).
    /// </summary>
    public int DecaySteps { get; init; } = 256;

    /// <summary>The largest joint norm of the gradients; null: no clipping (docs/design.md#training: 1 for ViT).</summary>
    public double? ClipNorm { get; init; }

    /// <summary>In what numbers a step multiplies; float32 leaves no trace in the recipe's hash.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Whether every batch is cropped and flipped at random. Off on the small profiles (docs/design.md#training).</summary>
    public bool Augment { get; init; }

    /// <summary>When snapshots are taken.</summary>
    public SnapshotSchedule Snapshots { get; init; } = new();

    /// <summary>
    /// A few words that distinguish this recipe from others of the same network, optimizer and data: <c>clean labels</c>. For display: no part
    /// of its identity. Null where nothing needs telling.
    /// </summary>
    [JsonIgnore]
    public string? Variant { get; init; }

    /// <summary>The SHA-256 of the canonical JSON, which identifies the recipe.</summary>
    public string Hash() => CanonicalJson.Hash(this);

    /// <summary>
    /// Whether a run of this recipe equals the first epochs of a longer one: the recipes differ only in epochs, snapshots and label, which change
    /// no step.
    /// </summary>
    /// <exception cref="ArgumentException">A recipe has no canonical JSON: a number in it is not finite.</exception>
    public bool IsPrefixOf(Recipe longer) => Epochs < longer.Epochs
        && (Network.GetType(), Data.GetType(), Optimizer.GetType()) == (longer.Network.GetType(), longer.Data.GetType(), longer.Optimizer.GetType())
        && (this with { Epochs = longer.Epochs, Snapshots = longer.Snapshots }).Hash() == longer.Hash();

    /// <summary>A short name for people: network, optimizer, variant, data, seed.</summary>
    public string Name() => $"{Network.Kind} {Optimizer.Kind}{(Variant is null ? "" : $" {Variant}")} {Data.Kind} seed {Seed}";

    /// <summary>Throws unless every field is in its range.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public Recipe Validated()
    {
        Check(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Check(BatchSize >= 2, nameof(BatchSize), BatchSize, "at least 2");
        Check(WarmUpEpochs >= 0, nameof(WarmUpEpochs), WarmUpEpochs, "at least 0");
        Check(DecaySteps >= 0, nameof(DecaySteps), DecaySteps, "at least 0");
        Check(ClipNorm is null or > 0 and < double.PositiveInfinity, nameof(ClipNorm), ClipNorm, "positive, or null for no clipping");
        Check(Enum.IsDefined(Precision), nameof(Precision), Precision, $"one of {string.Join(", ", Enum.GetNames<Precision>())}");
        Network.Validate();
        Data.Validate();
        if (Network is VisionTransformerRecipe { Patch: int patch } && Data.ImageSize is { } size)
            Check(size % patch == 0, "Network.Patch", patch, $"a divisor of the images' height and width, {size}");
        Optimizer.Validate();
        Snapshots.Validate();
        Check(Data.TrainImages >= BatchSize, "Data.TrainImages", Data.TrainImages, $"at least the batch size, {BatchSize}");
        // A last batch of one image has no variance for batch normalization.
        Check(Data.TrainImages % BatchSize != 1, "Data.TrainImages", Data.TrainImages, $"not one more than a multiple of the batch size, {BatchSize}");
        return this;
    }

    /// <summary>Throws unless a field is in its range.</summary>
    internal static void Check(bool valid, string field, object? value, string expected)
    {
        if (!valid) throw new ArgumentException($"Recipe.{field} is {value}; it must be {expected}.");
    }

    /// <summary>The learning rate of one step, from 0: a linear warm-up, then inverse square-root decay in stairs.</summary>
    internal double LearningRateAt(long step, int stepsPerEpoch)
    {
        int warmUp = WarmUpEpochs * stepsPerEpoch;
        double rise = warmUp == 0 ? 1 : Math.Min(1, (step + 1) / (double)warmUp);
        long stair = DecaySteps == 0 ? 0 : step / DecaySteps;
        return Optimizer.LearningRate * rise / Math.Sqrt(1 + stair);
    }
}
