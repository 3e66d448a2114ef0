using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// What it costs to keep a run: writing snapshots, metrics and resume points to disk, as a share of training, with as many snapshots an
/// epoch as the profile <c>cpu</c> takes. Runs go side by side, as they do there.
/// </summary>
internal static class KeepingBenchmark
{
    public static void Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("repdynamics-benchmark-");
        try
        {
            Laboratory laboratory = new(torch.CPU, _ => { }) { Store = new RunStore(folder.FullName) };
            // 9 snapshots in 25 epochs; the profile has 39 in 120.
            Recipe[] recipes = [.. Profile.Cpu.Conditions.Select(c => Profile.Cpu.Recipe(c.Name, 0) with
            {
                Epochs = 25,
                Snapshots = new SnapshotSchedule { Logarithmic = 4, Linear = 4 },
            })];
            if (laboratory.Run(recipes).FirstOrDefault(o => o.Error is not null) is { } failed) throw failed.Error!;
            double keeping = Seconds("writing"), measuring = Seconds("measuring"), training = Seconds("training") - keeping - measuring;
            Console.WriteLine($"keeping {100 * keeping / training:f2} percent-of-training");
            Console.WriteLine($"measuring {100 * measuring / training:f2} percent-of-training");

            double Seconds(string stage) => laboratory.Stages.Times.Single(s => s.Stage.TrimStart().StartsWith(stage, StringComparison.Ordinal)).Time.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
