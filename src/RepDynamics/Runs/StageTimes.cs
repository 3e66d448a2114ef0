using System.Collections.Concurrent;
using System.Diagnostics;

namespace RepDynamics.Runs;

/// <summary>Adds up the time of each stage over all threads. Safe for use by several threads.</summary>
public sealed class StageTimes
{
    private readonly ConcurrentDictionary<string, (int Order, long Ticks)> stages = new();

    /// <summary>The time of each stage, in the order in which stages first occurred; the times of concurrent threads add up.</summary>
    public IReadOnlyList<(string Stage, TimeSpan Time)> Times =>
        [.. stages.OrderBy(s => s.Value.Order).Select(s => (s.Key, TimeSpan.FromTicks(s.Value.Ticks)))];

    /// <summary>Measures until the result is disposed.</summary>
    public IDisposable Measure(string stage)
    {
        stages.TryAdd(stage, (stages.Count, 0));
        return new Running(this, stage);
    }

    /// <summary>Measures one call.</summary>
    public T Measure<T>(string stage, Func<T> work)
    {
        using (Measure(stage)) return work();
    }

    /// <summary>A table, a line a stage: seconds and name.</summary>
    public string Table() => string.Join('\n', Times.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Time.TotalSeconds,9:f2} s  {s.Stage}")));

    private sealed class Running(StageTimes owner, string stage) : IDisposable
    {
        private readonly long start = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            long ticks = Stopwatch.GetElapsedTime(start).Ticks;
            owner.stages.AddOrUpdate(stage, (0, ticks), (_, before) => (before.Order, before.Ticks + ticks));
        }
    }
}

/// <summary>The names of a scheduler's stages in the table of times.</summary>
internal static class Stage
{
    public const string Data = "reading or drawing images";

    public const string Store = "opening the store: checking every file";

    public const string Training = "training, all of it";

    public const string Measuring = "  measuring similarity";

    public const string Keeping = "  writing snapshots, metrics and resume points";

    public const string Regions = "fitting probes, measuring decision regions";
}
