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
}
