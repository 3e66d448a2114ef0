using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RepDynamics.Runs;

/// <summary>Where the time goes: adds up what each stage of the work takes, over all threads. Safe for use by several threads.</summary>
public sealed class StageTimes
{
    private readonly ConcurrentDictionary<string, (int Order, long Ticks)> stages = new();

    /// <summary>Time by stage, in the order the stages were first met; threads side by side both count.</summary>
    public IReadOnlyList<(string Stage, TimeSpan Time)> Times =>
        [.. stages.OrderBy(s => s.Value.Order).Select(s => (s.Key, TimeSpan.FromTicks(s.Value.Ticks)))];

    /// <summary>The time of one stage, zero if it was never met.</summary>
    public TimeSpan this[string stage] => stages.TryGetValue(stage, out (int, long Ticks) found) ? TimeSpan.FromTicks(found.Ticks) : TimeSpan.Zero;

    /// <summary>Adds the time until the result is disposed.</summary>
    public IDisposable Measure(string stage)
    {
        stages.TryAdd(stage, (stages.Count, 0));
        return new Running(this, stage);
    }

    /// <summary>The same for one call.</summary>
    public T Measure<T>(string stage, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using (Measure(stage)) return work();
    }

    /// <summary>A table, a line a stage: seconds and name.</summary>
    public string Table() =>
        string.Join('\n', Times.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Time.TotalSeconds,9:f2} s  {s.Stage}")));

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
