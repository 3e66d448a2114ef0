using System.Diagnostics;
using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Training images a second of one run on one device, in every precision, and the rate of the device's large matrix products; probes and regions
/// of a snapshot. On a GPU of the networks of the profile <c>gpu</c>, on a CPU, to try it, of those of <c>cpu</c>. Textures of the same size stand
/// for CIFAR-10.
/// </summary>
internal static class DeviceBenchmark
{
    public static void Run(string name)
    {
        bool gpu = name == "cuda";
        torch.Device device = !gpu ? torch.CPU : Gpus.Usable() is [var first, ..] ? first : throw new InvalidOperationException(Gpus.WhyNone());
        Profile profile = gpu ? Profile.Gpu : Profile.Cpu;
        OrientedTexturesRecipe images = gpu ? new() { Size = 32, Classes = 8, TrainImages = 2560 } : (OrientedTexturesRecipe)profile.Data;
        string[] conditions = ["ResNet-SGD", "ViT-SGD"];
        RunScheduler scheduler = new(device, _ => { }) { MaxParallelRuns = 1 };
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            // A CPU knows no TF32.
            if (!gpu && precision == Precision.Tf32) continue;
            string called = precision.ToString().ToLowerInvariant();
            double rate = Rate(device, precision, size: gpu ? 8192 : 1024);
            Measurement.Print($"device-products/{called}", Measurement.Ours, rate / 1e9, "Gflop/s", $"large matrix products, {called}");
            foreach (string condition in conditions)
            {
                Recipe recipe = profile.Recipe(condition, seed: 0) with { Data = images, Precision = precision };
                double speed = scheduler.Speed(recipe, steps: gpu ? 100 : 12);
                double operations = 3 * 2.0 * recipe.Network.MultiplyAccumulates(images.Size, 3, images.Classes)!.Value;
                Measurement.Print($"device/{recipe.Network.Kind}/{called}", Measurement.Ours, speed, "images/s", $"training one run on {name}: {recipe.Network.Kind}, {called}");
                Measurement.Print(
                    $"device-share/{recipe.Network.Kind}/{called}", Measurement.Ours, 100 * speed * operations / rate, "%", "the same, as a share of the rate of matrix products");
            }
        }
        foreach (string condition in conditions) MeasureRegions(profile, profile.Recipe(condition, seed: 0) with { Data = images }, device);
    }

    // After an epoch of training. The first snapshot takes longer, since no probe starts from an earlier one.
    private static void MeasureRegions(Profile profile, Recipe recipe, torch.Device device)
    {
        const int snapshots = 5;
        using TrainingLoop loop = new(recipe, recipe.Data.Load(0), device);
        using RegionRecorder recorder = new("benchmark", loop.Train, loop.Test, profile.Regions, seed: 1);
        double[] seconds = [.. Enumerable.Range(0, snapshots).Select(Record)];
        Measurement.Print(
            $"device-regions/{recipe.Network.Kind}", Measurement.Ours, seconds[1..].Average(), "s", $"probes and regions of a snapshot on {device.type}: {recipe.Network.Kind}");

        double Record(int snapshot)
        {
            loop.Network.train();
            loop.BeginEpoch();
            while (loop.StepsLeft > 0) loop.TakeStep();
            loop.EndEpoch();
            loop.Wait();
            loop.Network.eval();
            long start = Stopwatch.GetTimestamp();
            recorder.Record(snapshot, loop.Network);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static double Rate(torch.Device device, Precision precision, int size)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor a = torch.randn(size, size).to(device);
        if (precision == Precision.BFloat16 && device.type == DeviceType.CUDA) a = a.to(torch.ScalarType.BFloat16);
        torch.backends.cuda.matmul.allow_tf32 = precision == Precision.Tf32;
        const int products = 10;
        double[] seconds = [.. Enumerable.Range(0, 4).Select(_ => Time()).Order()];
        torch.backends.cuda.matmul.allow_tf32 = false;
        return products * 2.0 * size * size * size / seconds[1];

        double Time()
        {
            long start = Stopwatch.GetTimestamp();
            torch.Tensor last = a;
            for (int i = 0; i < products; i++) last = a.mm(a);
            // Waits for the device.
            last.select(0, 0).select(0, 0).to(torch.ScalarType.Float32).ToDouble();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
