using System.Diagnostics;
using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Training images a second on the whole machine: every condition of the profile <c>cpu</c>, side by side, one thread each, for a few
/// epochs, without snapshots in between; and how near that is to what the machine's matrix products allow. Twin: training.py.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Epochs = 6;
    private const int SeedsEach = 2;
    private const int SeedsOfClaims = 5;

    public static void Run()
    {
        CanonicalNumerics.Apply();
        NativeHeap.KeepFreedMemory();
        Train(Profile.Cpu, 1, 1); // compiled, and the memory is there
        double images = (double)Profile.Cpu.Conditions.Count * SeedsEach * Epochs * Profile.Cpu.Data.TrainImages;
        double seconds = Train(Profile.Cpu, Epochs, SeedsEach).TotalSeconds;
        double operations = images * Profile.Cpu.Conditions.Average(c => Operations(c.Network));
        double rate = MatrixProducts.Rate(Environment.ProcessorCount);
        Console.WriteLine($"training {images / seconds:f0} images/s");
        // Two virtual cores may be one: what a second thread adds to matrix products, it can add to training.
        Console.WriteLine($"matrix-products-side-by-side {rate / MatrixProducts.Rate(1):f2} times-one-thread");
        Console.WriteLine($"training-share {100 * operations / seconds / rate:f0} percent-of-gemm");
        // All of the profile's steps, if they were nothing but large matrix products: no machine like this one is faster.
        Recipe[] runs = [.. Profile.Cpu.Conditions.Select(c => Profile.Cpu.Recipe(c.Name, 0))];
        double profile = SeedsOfClaims * Profile.Cpu.Data.TrainImages
            * runs.Where(run => !runs.Any(run.IsBeginningOf)).Sum(run => Operations(run.Network) * run.Epochs);
        Console.WriteLine($"training-bound {profile / rate / 60:f1} minutes-for-cpu-profile");
    }

    // Forward, and twice that for the gradients; a product is a multiplication and an addition. Images of 3 x 16 x 16, 4 classes.
    private static double Operations(NetworkRecipe network) => 3 * 2.0 * network.Products(16, 3, 4)!.Value;

    private static TimeSpan Train(Profile profile, int epochs, int seeds)
    {
        Recipe[] recipes =
        [
            .. profile.Conditions.SelectMany(c => Enumerable.Range(0, seeds).Select(seed =>
                profile.Recipe(c.Name, seed) with { Epochs = epochs, Snapshots = new SnapshotSchedule { Logarithmic = 1, Linear = 1 } })),
        ];
        TrainingData[] data = [.. recipes.Select(r => r.Data.Load(r.Seed))];
        int next = -1;
        var clock = Stopwatch.StartNew();
        Thread[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        return clock.Elapsed;

        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < recipes.Length; i = Interlocked.Increment(ref next))
                new Trainer(recipes[i], data[i], torch.CPU).Run(new TrainingHooks { Snapshot = _ => { } });
        }
    }
}
