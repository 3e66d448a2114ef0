using System.Diagnostics;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Runs;

/// <summary>
/// The number of runs that share a GPU. One run may leave the GPU idle between kernels, depending on the network, the GPU and the processor:
/// a trial trains some steps of one run, of two, of four, as long as doubling them is worthwhile.
/// </summary>
/// <param name="Trials">The trials: runs a GPU, and the training images a second of all of them together.</param>
internal sealed record GpuSharing(ImmutableArray<(int Runs, double ImagesPerSecond)> Trials, int Runs)
{
    // The first steps compile kernels and allocate memory.
    private const int WarmUp = 2;

    /// <summary>The factor that doubling the runs must gain: less may be chance in a trial of seconds, and every run takes memory.</summary>
    private const double Worthwhile = 1.15;

    private const int Most = 8;

    /// <param name="imagesPerSecond">Returns the training images a second of all GPUs together for a number of runs a GPU.</param>
    /// <param name="most">The largest number of runs a GPU that is of use, at least 1.</param>
    public static GpuSharing Find(Func<int, double> imagesPerSecond, int most)
    {
        List<(int Runs, double ImagesPerSecond)> trials = [(1, imagesPerSecond(1))];
        int best = 1;
        for (int runs = 2; runs <= Math.Min(most, Most); runs *= 2)
        {
            double before = trials[^1].ImagesPerSecond;
            try
            {
                trials.Add((runs, imagesPerSecond(runs)));
            }
            catch (Exception e) when (TrainingMemoryException.IsMeantBy(e))
            {
                // They do not fit into memory.
                break;
            }
            if (trials[^1].ImagesPerSecond < Worthwhile * before) break;
            best = runs;
        }
        return new([.. trials], best);
    }

    public override string ToString() =>
        $"{Runs} a GPU, as tried: {string.Join(", ", Trials.Select(trial => FormattableString.Invariant($"{trial.Runs} train {trial.ImagesPerSecond:n0} images/s")))}";

    /// <summary>Trains some steps of several concurrent runs, discards them, and returns the training images a second of all together.</summary>
    public static double ImagesPerSecond(Recipe recipe, TrainingData data, IReadOnlyCollection<torch.Device> devices, int steps)
    {
        using Barrier warm = new(devices.Count);
        Task<(long Images, TimeSpan Time)>[] runs =
        [
            .. devices.Select(device => Task.Factory.StartNew(
                () => Run(device), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        (long Images, TimeSpan Time)[] done = Task.WhenAll(runs).GetAwaiter().GetResult();
        return done.Sum(run => run.Images) / done.Max(run => run.Time).TotalSeconds;

        (long, TimeSpan) Run(torch.Device device)
        {
            bool waited = false;
            try
            {
                using TrainingLoop loop = new(recipe, data, device);
                Take(loop, WarmUp);
                // Setting up takes longer than the steps: all runs must be ready before any is timed.
                waited = true;
                warm.SignalAndWait();
                long before = loop.ImagesSeen, start = Stopwatch.GetTimestamp();
                Take(loop, steps);
                return (loop.ImagesSeen - before, Stopwatch.GetElapsedTime(start));
            }
            finally
            {
                // A run that failed must not keep the others waiting.
                if (!waited) warm.RemoveParticipant();
            }
        }
    }

    private static void Take(TrainingLoop loop, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            if (loop.StepsLeft == loop.StepsPerEpoch) loop.BeginEpoch();
            loop.TakeStep();
            if (loop.StepsLeft == 0) loop.EndEpoch();
        }
        loop.Wait();
    }
}
