using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

/// <summary>Recipes that train within a fraction of a second.</summary>
internal static class TinyRuns
{
    internal static Recipe ViT { get; } = new()
    {
        Network = new VisionTransformerRecipe { Dimension = 8, Depth = 2, Patch = 4 },
        Data = new OrientedTexturesRecipe { TrainImages = 40, TestImages = 12, Size = 8, LabelNoise = 0.25 },
        Optimizer = new SgdRecipe { LearningRate = 0.05 },
        ClipNorm = 1,
        Seed = 3,
        Epochs = 4,
        BatchSize = 16,
        WarmUpEpochs = 1,
        Snapshots = new SnapshotSchedule { Logarithmic = 2, Linear = 2 },
    };

    internal static Recipe ResNet { get; } = ViT with
    {
        Network = new ResNet18Recipe { Width = 2 },
        Optimizer = new AdamRecipe { LearningRate = 1e-3 },
        ClipNorm = null,
    };

    /// <summary>Regions that are measured within a fraction of a second.</summary>
    internal static RegionOptions Regions { get; } = new() { Triplets = 2, MislabelledTriplets = 2, Resolution = 4, ProbeImages = 20, HeldOutImages = 12 };

    /// <summary>Long enough to be killed in: a snapshot every other epoch.</summary>
    internal static IReadOnlyDictionary<string, Recipe> Longer { get; } = new Dictionary<string, Recipe>
    {
        ["ViT-SGD"] = Lengthened(ViT),
        ["ViT-Adam"] = Lengthened(ViT) with { Optimizer = new AdamRecipe { LearningRate = 1e-3 } },
        ["ResNet-SGD"] = Lengthened(ResNet) with { Optimizer = new SgdRecipe { LearningRate = 0.02 }, Augment = true },
        ["ResNet-Adam"] = Lengthened(ResNet),
    };

    /// <summary>One of <see cref="Longer"/> with a seed: <c>ViT-SGD:3</c>.</summary>
    internal static Recipe Named(string name)
    {
        string[] parts = name.Split(':');
        return Longer[parts[0]] with { Seed = long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) };
    }

    private static Recipe Lengthened(Recipe recipe) =>
        recipe with { Epochs = 16, Snapshots = new SnapshotSchedule { Logarithmic = 4, Linear = 8 } };
}
