using System.Collections.Immutable;
using System.Globalization;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>
/// How many runs share a GPU. One may leave it idle between kernels, and how much hangs on the network, the GPU and the processor that feeds
/// it: so it is tried out, by some steps of one run, of two, of four, for as long as doubling them is worth it.
/// </summary>
/// <param name="Trials">What was tried: runs a GPU, and the training images a second of all of them together.</param>
/// <param name="Runs">How many are best.</param>
internal sealed record GpuSharing(ImmutableArray<(int Runs, double ImagesPerSecond)> Trials, int Runs)
{
    /// <summary>What doubling the runs must gain: less may be chance in a trial of seconds, and every run takes memory.</summary>
    public const double Worthwhile = 1.15;

    /// <summary>More have not been asked for.</summary>
    public const int Most = 8;

    /// <summary>Tries out.</summary>
    /// <param name="imagesPerSecond">Training images a second of all GPUs together, at so many runs a GPU.</param>
    /// <param name="most">No more runs a GPU than these, at least 1.</param>
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
                // So many do not fit.
                break;
            }
            if (trials[^1].ImagesPerSecond < Worthwhile * before) break;
            best = runs;
        }
        return new([.. trials], best);
    }

    /// <summary>A line for whoever watches.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} a GPU, as tried: {string.Join(", ", Trials.Select(trial => string.Create(CultureInfo.InvariantCulture, $"{trial.Runs} train {trial.ImagesPerSecond:n0} images/s")))}");
}
