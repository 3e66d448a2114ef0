using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// What it costs to store a run, and to measure it: the time that training waits for snapshots, metrics and resume points, and that of CKA and of
/// probes and decision regions, each as a share of training, with as many snapshots an epoch as the profile <c>cpu</c> takes; as many runs side by
/// side as there are cores.
/// </summary>
internal static class StoringBenchmark
{
    public static void Run(string folder)
    {
        RunScheduler scheduler = new(torch.CPU, _ => { }) { Store = new RunStore(Path.Combine(folder, "runs")), Regions = Profile.Cpu.Regions };
        try
        {
            // The profile has 39 snapshots in 120 epochs.
            int epochs = Options.Scaled(6, 3);
            Recipe[] recipes = [.. TrainingSizes.Conditions.Select(condition => Profile.Cpu.Recipe(condition, 0) with
            {
                Epochs = epochs,
                Snapshots = new SnapshotSchedule { Logarithmic = 0, Linear = epochs / 3 },
            })];
            if (scheduler.Run(recipes).FirstOrDefault(outcome => outcome.Error is not null) is { } failed) throw failed.Error!;
            double storing = Seconds("writing"), measuring = Seconds("measuring"), training = Seconds("training") - storing - measuring;
            Measurement.Print("storing", Measurement.Ours, 100 * storing / training, "%", "storing a run: waiting for snapshots, metrics, resume points, as a share of training");
            Measurement.Print("measuring", Measurement.Ours, 100 * measuring / training, "%", "CKA of a run, as a share of training");
            Measurement.Print("regions-share", Measurement.Ours, 100 * Seconds("fitting") / training, "%", "probes and decision regions of a run, as a share of training");
        }
        finally
        {
            Directory.Delete(scheduler.Store.Root, recursive: true);
        }

        double Seconds(string stage) => scheduler.Stages.Times.Single(s => s.Stage.TrimStart().StartsWith(stage, StringComparison.Ordinal)).Time.TotalSeconds;
    }
}
