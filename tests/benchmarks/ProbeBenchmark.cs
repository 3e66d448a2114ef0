using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using RepDynamics.Probes;
using RepDynamics.Profiles;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Linear probes on all taps but the output of two networks of the profile <c>cpu</c>, at all snapshots of a short run, on as many training
/// images as the profile takes: the time of all fits on one thread. The features are trained once and left in a folder, where probes.py, the twin, reads the very same ones.
/// </summary>
internal static class ProbeBenchmark
{
    private static readonly int Images = Profile.Cpu.Regions.ProbeImages;
    private const long Seed = 1000; // not one of a claim's
    private static readonly string[] Conditions = ["ViT-SGD", "ResNet-SGD"];

    /// <param name="folder">Where the features are, or will be.</param>
    public static void Run(string folder)
    {
        CanonicalNumerics.Apply();
        NativeHeap.KeepFreedMemory();
        if (!System.IO.File.Exists(Index(folder))) Train(folder);
        string[][] lines = [.. System.IO.File.ReadLines(Index(folder)).Select(line => line.Split(' '))];
        int classes = Profile.Cpu.Recipe(Conditions[0], Seed).Data.Load(Seed).Train.Classes;
        using torch.Tensor labels = torch.tensor(Read<long>(Path.Combine(folder, "labels")), [Images]);
        Fit(folder, lines, labels, classes); // compiled, and the memory is there
        foreach ((string name, double tolerance) in new[] { ("probes", 1e-6), ("probes-default", new ProbeOptions().GradientTolerance) })
        {
            (TimeSpan elapsed, TimeSpan processor) = Fit(folder, lines, labels, classes, tolerance);
            Console.WriteLine($"{name} {elapsed.TotalMilliseconds / lines.Length:f2} ms/fit");
            // On a shared machine the one figure that other people's work hardly stretches.
            Console.WriteLine($"{name}-processor {processor.TotalMilliseconds / lines.Length:f2} ms/fit");
        }
    }

    private static (TimeSpan Elapsed, TimeSpan Processor) Fit(string folder, string[][] lines, torch.Tensor labels, int classes, double tolerance = 1e-6)
    {
        ProbeOptions options = new() { GradientTolerance = tolerance };
        var clock = new Stopwatch();
        TimeSpan processor = TimeSpan.Zero;
        Dictionary<string, LinearProbe> latest = [];
        foreach (string[] line in lines)
        {
            (string network, string epoch, string tap) = (line[0], line[1], line[2]);
            ProbeSubject subject = new(network, tap, int.Parse(epoch, CultureInfo.InvariantCulture));
            using torch.Tensor features = torch.tensor(Read<float>(File(folder, line)), [Images, long.Parse(line[3], CultureInfo.InvariantCulture)]);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            clock.Start();
            LinearProbe? previous = latest.GetValueOrDefault(network + tap);
            latest[network + tap] = LinearProbe.Fit(subject, features, labels, classes, options, previous);
            previous?.Dispose();
            clock.Stop();
            processor += Environment.CpuUsage.TotalTime - before;
        }
        foreach (LinearProbe probe in latest.Values) probe.Dispose();
        return (clock.Elapsed, processor);
    }

    private static void Train(string folder)
    {
        Directory.CreateDirectory(folder);
        List<string> index = [];
        foreach (string condition in Conditions)
        {
            Recipe recipe = Profile.Cpu.Recipe(condition, Seed) with { Epochs = 40, Snapshots = new SnapshotSchedule { Logarithmic = 5, Linear = 5 } };
            new Trainer(recipe, recipe.Data.Load(Seed), torch.CPU).Run(new TrainingHooks { Snapshot = snapshot => Keep(folder, condition, snapshot, index) });
        }
        System.IO.File.WriteAllLines(Index(folder), index);
    }

    private static void Keep(string folder, string condition, Snapshot snapshot, List<string> index)
    {
        using IDisposable noGrad = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Write(Path.Combine(folder, "labels"), snapshot.Train.Labels.narrow(0, 0, Images).data<long>().ToArray());
        snapshot.Network.Run(snapshot.Train.Pixels.narrow(0, 0, Images), (tap, output) =>
        {
            if (tap == snapshot.Network.Taps[^1]) return; // no probe is fitted to the network's own logits
            torch.Tensor features = output.reshape(Images, -1);
            string[] line = [condition, $"{snapshot.Metrics.Epoch}", tap, $"{features.size(1)}"];
            Write(File(folder, line), features.data<float>().ToArray());
            index.Add(string.Join(' ', line));
        });
    }

    private static string Index(string folder) => Path.Combine(folder, "index");

    private static string File(string folder, string[] line) => Path.Combine(folder, string.Join('-', line[..3]));

    private static void Write<T>(string file, T[] values) where T : unmanaged => System.IO.File.WriteAllBytes(file, MemoryMarshal.AsBytes<T>(values));

    private static T[] Read<T>(string file) where T : unmanaged => MemoryMarshal.Cast<byte, T>(System.IO.File.ReadAllBytes(file)).ToArray();
}
