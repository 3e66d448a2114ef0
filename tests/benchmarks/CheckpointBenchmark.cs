using System.Diagnostics;
using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Similarity;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Epoch x epoch CKA from files: 41 snapshots, 9 taps, 400 images of the profile <c>cpu</c>'s ResNet-18, random weights. Its time is that of a
/// first call, with all that is compiled and allocated then.
/// </summary>
internal static class CheckpointBenchmark
{
    public static void Run(string folder)
    {
        folder = Path.Combine(folder, "checkpoints");
        double export = Export(folder);
        var clock = Stopwatch.StartNew();
        var checkpoints = CheckpointFolder.Open(Path.Combine(folder, "features"));
        EpochSimilarity[] taps = [.. checkpoints.Layers.Select(layer => checkpoints.Similarity(layer.Name, new() { Estimator = CkaEstimator.Debiased }))];
        double compare = clock.Elapsed.TotalSeconds;
        foreach (EpochSimilarity tap in taps) Exchange.Write(Path.Combine(folder, tap.Tap), [.. tap.ToMatrix().Cast<double>()]);
        string text = $"CKA of {CheckpointSizes.Epochs} snapshots, {taps.Length} taps, {CheckpointSizes.Images} images";
        Measurement.Print("checkpoints/read", Measurement.Ours, compare, "s", $"{text}, features read from files");
        Measurement.Print("checkpoints/export", Measurement.Ours, export + compare, "s", $"{text}, with the passes that compute and write the features");
    }

    private static double Export(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "features"));
        TrainingData data = Profile.Cpu.Data.Load(0);
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(data, torch.CPU);
        using DeviceImages unused = train;
        using DeviceImages images = test;
        Exchange.Write(Path.Combine(folder, "images"), images.Pixels);
        TimeSpan elapsed = TimeSpan.Zero;
        for (int epoch = 0; epoch < CheckpointSizes.Epochs; epoch++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using Network network = new ResNet18Recipe().Build(data.Test.Height, data.Test.Classes);
            Initialization.Apply(network, new SeededRandom(epoch, "benchmark"));
            Exchange.WriteWeights(Path.Combine(folder, $"weights{epoch}"), network);
            var clock = Stopwatch.StartNew();
            IReadOnlyDictionary<string, torch.Tensor> features = Evaluation.Features(network, images, CheckpointSizes.Images);
            using (FileStream file = File.Create(Path.Combine(folder, "features", $"{epoch}.safetensors")))
                TensorBridge.Write(file, network.Taps.SkipLast(1).Select(tap => KeyValuePair.Create(tap, features[tap])));
            elapsed += clock.Elapsed;
        }
        return elapsed.TotalSeconds;
    }
}
