using System.Diagnostics;
using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Decision regions of all taps of the profile <c>cpu</c>'s ResNet-18 on 20 planes of 30 x 30 points, for 41 snapshots, on one thread: the
/// recorder that runs use, network passes included. A few snapshots are timed, each with random weights of its own. Twin: regions.py.
/// </summary>
internal static class RegionBenchmark
{
    private const int Snapshots = 41;
    private const int Timed = 3;

    // The recorder fits probes too. To as few images as these it takes hardly any time, which its twin is spared.
    private static readonly RegionOptions Options = new() { Triplets = 20, Resolution = 30, ProbeImages = 32, HeldOutImages = 1 };

    public static void Run()
    {
        CanonicalNumerics.Apply();
        NativeHeap.KeepFreedMemory();
        // Without wrong labels there are no planes around mislabelled images.
        TrainingData data = (Profile.Cpu.Data with { LabelNoise = 0 }).Load(0);
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(data, torch.CPU);
        using (train)
        using (test)
        using (RegionRecorder recorder = new("benchmark", train, test, Options))
        {
            Record(recorder, 0, data); // compiled, and the memory is there
            (double wall, double cpu) = (0, 0);
            for (int epoch = 1; epoch <= Timed; epoch++)
            {
                (TimeSpan elapsed, TimeSpan processor) = Record(recorder, epoch, data);
                (wall, cpu) = (wall + elapsed.TotalSeconds, cpu + processor.TotalSeconds);
            }
            Console.WriteLine($"regions-timed {Timed} of-{Snapshots}-snapshots");
            Console.WriteLine($"regions {wall * Snapshots / Timed:f1} seconds");
            // On a shared machine the one figure that other people's work does not stretch.
            Console.WriteLine($"regions-processor {cpu * Snapshots / Timed:f1} seconds");
        }
    }

    private static (TimeSpan Elapsed, TimeSpan Processor) Record(RegionRecorder recorder, int epoch, TrainingData data)
    {
        using Network network = new ResNet18Recipe().Build(data.Train.Height, data.Train.Classes);
        Initialization.Apply(network, new SeededRandom(epoch, "benchmark"));
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        recorder.Record(epoch, network);
        return (clock.Elapsed, Environment.CpuUsage.TotalTime - processor);
    }
}
