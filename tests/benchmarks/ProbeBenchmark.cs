using System.Diagnostics;
using RepDynamics.Probes;
using RepDynamics.Profiles;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Linear probes on all taps but the output of two networks of the profile <c>cpu</c>, at all snapshots of a short run, on as many training
/// images as the profile takes, each started from the same tap's probe at the snapshot before; one thread, as many side by side as there are
/// cores. The features are trained once and left in a folder, from which the references read some of them.
/// </summary>
internal static class ProbeBenchmark
{
    private const long Seed = 1000; // not one of a claim's
    private static readonly int Images = Profile.Cpu.Regions.ProbeImages;
    private static readonly string[] Conditions = ["ViT-SGD", "ResNet-SGD"];

    public static void Run(string folder)
    {
        folder = Path.Combine(folder, "probes");
        if (!File.Exists(Path.Combine(folder, ProbeTask.Index))) Train(folder);
        ProbeTask[] tasks = ProbeTask.Read(folder);
        int classes = Profile.Cpu.Recipe(Conditions[0], Seed).Data.Load(Seed).Train.Classes;
        using torch.Tensor labels = torch.tensor(Exchange.Read<long>(Path.Combine(folder, "labels")), [Images]);
        Fit(folder, tasks, labels, classes, 1e-6, write: true); // compiled, and the memory is there
        foreach ((string name, double tolerance, string text) in new[]
        {
            ("probes", ProbeTask.Tolerance, "a linear probe: 500 images, to a relative gradient of 1e-6"),
            ("probes-default", new ProbeOptions().GradientTolerance, "the same to 1e-8, as in a claim"),
        })
        {
            double[] seconds = new double[Environment.ProcessorCount];
            OurProgram.SideBySide(seconds.Length, i => seconds[i] = Fit(folder, tasks, labels, classes, tolerance, write: false));
            Measurement.Print(name, Measurement.Ours, 1000 * seconds.Average() / seconds.Length / tasks.Count(task => task.Sampled), "ms", text);
        }
    }

    // Seconds that the sampled fits took; all are made, since one starts from the one before.
    private static double Fit(string folder, ProbeTask[] tasks, torch.Tensor labels, int classes, double tolerance, bool write)
    {
        ProbeOptions options = new() { GradientTolerance = tolerance };
        TimeSpan sampled = TimeSpan.Zero;
        Dictionary<(string, string), LinearProbe> latest = [];
        foreach (ProbeTask task in tasks)
        {
            using torch.Tensor features = Exchange.Read(task.File(folder), Images, task.Features);
            LinearProbe? previous = latest.GetValueOrDefault((task.Network, task.Tap));
            var clock = Stopwatch.StartNew();
            var probe = LinearProbe.Fit(new ProbeSubject(task.Network, task.Tap, task.Epoch), features, labels, classes, options, previous);
            if (task.Sampled) sampled += clock.Elapsed;
            previous?.Dispose();
            latest[(task.Network, task.Tap)] = probe;
            if (!write || !task.Sampled) continue;
            using torch.Tensor logits = probe.Logits(features);
            Exchange.Write(task.File(folder) + ".logits", logits);
        }
        foreach (LinearProbe probe in latest.Values) probe.Dispose();
        return sampled.TotalSeconds;
    }

    private static void Train(string folder)
    {
        List<ProbeTask>[] tasks = [.. Conditions.Select(_ => new List<ProbeTask>())];
        OurProgram.SideBySide(Conditions.Length, i => Train(folder, Conditions[i], tasks[i]));
        ProbeTask.Write(folder, tasks.SelectMany(network => network));
    }

    private static void Train(string folder, string condition, List<ProbeTask> tasks)
    {
        Recipe recipe = Profile.Cpu.Recipe(condition, Seed) with
        {
            Epochs = Options.Scaled(15, 6),
            Snapshots = new SnapshotSchedule { Logarithmic = Options.Scaled(5, 3), Linear = Options.Scaled(4, 2) },
        };
        new Trainer(recipe, recipe.Data.Load(Seed), torch.CPU).Run(new TrainingHooks { Snapshot = Keep });

        void Keep(Snapshot snapshot)
        {
            using IDisposable noGrad = torch.no_grad();
            using DisposeScope scope = torch.NewDisposeScope();
            if (condition == Conditions[0] && tasks.Count == 0)
                Exchange.Write(Path.Combine(folder, "labels"), snapshot.Train.Labels.narrow(0, 0, Images).data<long>().ToArray());
            snapshot.Network.Run(snapshot.Train.Pixels.narrow(0, 0, Images), (tap, output) =>
            {
                if (tap == snapshot.Network.Taps[^1]) return; // no probe is fitted to the network's own logits
                torch.Tensor features = output.reshape(Images, -1);
                ProbeTask task = new(condition, snapshot.Metrics.Epoch, tap, (int)features.size(1));
                Exchange.Write(task.File(folder), features);
                tasks.Add(task);
            });
        }
    }
}
