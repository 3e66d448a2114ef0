namespace RepDynamics.Benchmarks;

/// <summary>What both sides of the training benchmark train.</summary>
internal static class TrainingSizes
{
    public static readonly string[] Conditions = ["ResNet-SGD", "ResNet-Adam", "ViT-SGD", "ViT-Adam"];

    public static int Epochs => Options.Scaled(2, 1);

    /// <summary>Runs of each condition that the reference trains; its speed does not depend on it.</summary>
    public static int ReferenceRuns => Options.Scaled(2, 1);
}
