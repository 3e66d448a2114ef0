using System.Runtime.InteropServices;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>
/// A process that trains and measures runs for days needs no more memory at the end than at the beginning. A run of the profile <c>smoke</c>
/// needs about 100 MB; the standardized training images of one, which <see cref="One_tensor_left_per_run_is_detected"/> keeps, have 0.8 MB: 125 MB
/// after 160 runs. The bound leaves room for what TorchSharp's modules never free, about 50 KB a run: 700 native bytes for each Linear and Conv2d,
/// 64 for every other. The first test fails on it: 120 to 157 KB a run were measured on 2026-11-26, of which the rest is not explained.
/// </summary>
[NonParallelizable]
public partial class ManyRunsTests
{
    private const int WarmUp = 40;
    private const int Runs = 200;
    private const int AtOnce = 20;
    private const long Bound = 16L << 20;

    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    [Test, Explicit("ten minutes")]
    public void Two_hundred_runs_leave_no_tensor_and_no_memory_behind()
    {
        (long tensors, long bytes) = Train(_ => { });

        Assert.That(tensors, Is.Zero);
        Assert.That(bytes, Is.LessThan(Bound));
    }

    [Test, Explicit("ten minutes")]
    public void One_tensor_left_per_run_is_detected()
    {
        List<Tensor> kept = [];
        (long tensors, long bytes) = Train(recipe => kept.Add(Standardized(recipe)));
        foreach (Tensor tensor in kept) tensor.Dispose();

        Assert.That(tensors, Is.EqualTo(Runs - WarmUp));
        Assert.That(bytes, Is.GreaterThan(5 * Bound));
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
                RunScheduler scheduler = new(CPU, _ => { })
                {
                    Store = new RunStore(folder.Path),
                    MaxParallelRuns = 1,
                    Regions = smoke.Regions,
                    Sensitivity = true,
                };
                ReturnMemoryWhenFreed();
                Assert.That(scheduler.Run(recipes).Select(outcome => outcome.Error), Has.All.Null);
            }
            foreach (Recipe recipe in recipes) afterEach(recipe);
            now = Held();
            if (run + AtOnce == WarmUp) first = now;
            TestContext.Progress.WriteLine($"{run + AtOnce} runs: {now.Tensors} tensors, {now.Bytes >> 10} KiB resident");
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

    // A scheduler has the allocator keep freed memory for the next step, up to the peak of every thread: here what is resident is what is held.
    private static void ReturnMemoryWhenFreed() => OnGlibc(() =>
    {
        const int Threshold = 128 << 10; // glibc's defaults
        _ = MallOpt(TrimThreshold, Threshold);
        _ = MallOpt(TopPad, 0);
        _ = MallOpt(MmapThreshold, Threshold);
    });

    private static void ReturnFreedMemory() => OnGlibc(() => _ = MallocTrim(0));

    private static void OnGlibc(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Other C libraries return memory without this call.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
