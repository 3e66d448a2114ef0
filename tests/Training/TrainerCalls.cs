using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>Short ways to train.</summary>
internal static class TrainerCalls
{
    internal static Trainer Trainer(this Recipe recipe) => new(recipe, recipe.Data.Load(recipe.Seed), CPU);

    /// <summary>Puts the images on the CPU for as long as they are used.</summary>
    internal static void OnCpu(this TrainingData data, Action<DeviceImages, DeviceImages> use)
    {
        (DeviceImages first, DeviceImages second) = DeviceImages.Of(data, CPU);
        using DeviceImages train = first, test = second;
        use(train, test);
    }

    /// <summary>Trains from the start to the end, and gives the metrics of every snapshot.</summary>
    internal static IReadOnlyList<SnapshotMetrics> Run(this Trainer trainer, Action<Snapshot> observe, Action<TrainingProgress>? progress = null, int featureImages = 0)
    {
        List<SnapshotMetrics> metrics = [];
        trainer.Run(new TrainingHooks { Snapshot = observe + (snapshot => metrics.Add(snapshot.Metrics)), Progress = progress, FeatureImages = featureImages });
        return metrics;
    }
}
