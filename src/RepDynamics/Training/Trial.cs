using System.Diagnostics;
using TorchSharp;

namespace RepDynamics.Training;

/// <summary>A few training steps, to see how fast runs would be. Nothing is kept of them.</summary>
internal static class Trial
{
    // Kernels are compiled, and memory is there, after these.
    private const int WarmUp = 2;

    /// <summary>Training images a second of all runs together.</summary>
    /// <param name="recipe">What each of them would train.</param>
    /// <param name="data">What they read.</param>
    /// <param name="devices">Where, one a run: as many as it has go side by side.</param>
    /// <param name="steps">Steps of each to time, at least 1.</param>
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
                // Setting up takes longer than the steps: whoever is ready first must not be timed alone.
                waited = true;
                warm.SignalAndWait();
                long before = loop.ImagesSeen, start = Stopwatch.GetTimestamp();
                Take(loop, steps);
                return (loop.ImagesSeen - before, Stopwatch.GetElapsedTime(start));
            }
            finally
            {
                // One that failed keeps the others waiting for nothing.
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
