using System.Diagnostics;
using TorchSharp;

namespace RepDynamics.Training;

/// <summary>A few training steps, to see how fast a run would be. Nothing is kept of them.</summary>
internal static class Trial
{
    // Kernels are compiled, and memory is there, after these.
    private const int WarmUp = 2;

    /// <summary>Training images a second.</summary>
    /// <param name="recipe">What would be trained.</param>
    /// <param name="data">What it reads.</param>
    /// <param name="device">Where.</param>
    /// <param name="steps">Steps to time, at least 1.</param>
    public static double ImagesPerSecond(Recipe recipe, TrainingData data, torch.Device device, int steps)
    {
        using TrainingLoop loop = new(recipe, data, device);
        Take(WarmUp);
        long before = loop.ImagesSeen, start = Stopwatch.GetTimestamp();
        Take(steps);
        return (loop.ImagesSeen - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;

        void Take(int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (loop.StepsLeft == loop.StepsPerEpoch) loop.BeginEpoch();
                loop.TakeStep();
                if (loop.StepsLeft == 0) loop.EndEpoch();
            }
            loop.Wait();
        }
    }
}
