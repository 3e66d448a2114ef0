using System.Runtime.InteropServices;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>
/// A process that trains and measures runs for days needs no more memory at the end than after the first. A run of the profile
/// <c>smoke</c> needs some 20 MB beside libtorch; its standardized training images alone, which <see cref="A_tensor_kept_per_run_shows"/>
/// keeps, have 0.8 MB: 125 MB after 160 runs.
/// </summary>
public partial class ManyRunsTests
{
    private const int WarmUp = 40;
    private const int Runs = 200;
    private const int AtOnce = 20;
    private const long Bound = 8L << 20;

    [Test, Explicit("ten minutes")]
    public void Two_hundred_runs_leave_no_tensor_and_no_memory_behind()
    {
        (long tensors, long bytes) = Train(_ => { });

        Assert.That(tensors, Is.Zero);
        Assert.That(bytes, Is.LessThan(Bound));
    }

    [Test, Explicit("ten minutes")]
    public void A_tensor_kept_per_run_shows()
    {
        List<Tensor> kept = [];
        (long tensors, long bytes) = Train(recipe => kept.Add(Standardized(recipe)));
        foreach (Tensor tensor in kept) tensor.Dispose();

        Assert.That(tensors, Is.EqualTo(Runs - WarmUp));
        Assert.That(bytes, Is.GreaterThan(10 * Bound));
    }

    /// <summary>Trains and measures runs, and returns what is held after the last beyond what was held after the warm-up.</summary>
    private static (long Tensors, long Bytes) Train(Action<Recipe> afterEach)
    {
        Profile smoke = Profile.Smoke;
        (long Tensors, long Bytes) first = default, now = default;
        for (int run = 0; run < Runs; run += AtOnce)
        {
            Recipe[] recipes =
                [.. Enumerable.Range(run, AtOnce).Select(i => smoke.Recipe(smoke.Conditions[i % smoke.Conditions.Count].Name, seed: i + 1).Counted())];
            using (TemporaryFolder folder = new())
            {
                Laboratory laboratory = new(CPU, _ => { })
                {
                    Store = new RunStore(folder.Path), SideBySide = 1, Regions = smoke.Regions, Sensitivity = true,
                };
                Assert.That(laboratory.Run(recipes).Select(outcome => outcome.Error), Has.All.Null);
            }
            foreach (Recipe recipe in recipes) afterEach(recipe);
            now = Held();
            if (run + AtOnce == WarmUp) first = now;
            TestContext.Out.WriteLine($"{run + AtOnce} runs: {now.Tensors} tensors, {now.Bytes >> 10} KiB resident, {GC.GetGCMemoryInfo().TotalCommittedBytes >> 10} KiB managed");
            TestContext.Progress.WriteLine($"{run + AtOnce} runs: {now.Tensors} tensors, {now.Bytes >> 10} KiB resident, {GC.GetGCMemoryInfo().TotalCommittedBytes >> 10} KiB managed {string.Join(' ', File.ReadLines("/proc/self/status").Where(l => l.StartsWith("Rss")))}");
        }
        return (now.Tensors - first.Tensors, now.Bytes - first.Bytes);
    }

    private static Tensor Standardized(Recipe recipe)
    {
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(recipe.Data.Load(recipe.Seed), CPU);
        using (train)
        using (test)
            return train.Pixels.clone().DetachFromDisposeScope();
    }

    private static (long Tensors, long Bytes) Held()
    {
        long tensors = LiveTensors.Count;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ReturnFreedMemory();
        return (tensors, Environment.WorkingSet);
    }

    // Memory that the allocator keeps for later would hide what is left behind now.
    private static void ReturnFreedMemory()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc returns memory by itself.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
