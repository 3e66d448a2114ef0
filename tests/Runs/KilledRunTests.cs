using System.Diagnostics;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>A process that trains and measures is killed at random moments: the run goes on and ends as if nothing had happened.</summary>
[Category("Slow")]
public class KilledRunTests
{
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void Open() => folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void A_run_killed_at_any_of_25_moments_ends_with_the_same_bits() => KillAndResume(25, seed: 2405);

    [Test, Explicit("four times as long as the one above")]
    public void A_run_killed_at_any_of_100_moments_ends_with_the_same_bits() => KillAndResume(100, seed: 17377);

    private void KillAndResume(int kills, int seed)
    {
        Random random = new(seed);
        string[] names = [.. TinyRuns.Longer.Keys.Select(name => $"{name}:{seed}")];
        Dictionary<string, (SortedDictionary<string, string> Files, int Lines, TimeSpan PerLine)> whole = names.ToDictionary(name => name, Uninterrupted);
        // Which run, after which line, and how long after it: drawn beforehand, so that trials may run in any order.
        (string Name, int Line, TimeSpan Later)[] plan = [.. Enumerable.Range(0, kills).Select(i => Draw(names[i % names.Length]))];
        int interrupted = 0;

        Parallel.For(0, kills, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            (string name, int line, TimeSpan later) = plan[i];
            string store = Path.Combine(folder.Path, $"{kills}-{i}");
            using (HostProcess killed = new(store, 1, "regions", name))
            {
                killed.Await(line);
                Spin(later);
                killed.Kill();
            }
            if (Resume(store, name)) Interlocked.Increment(ref interrupted);
            Assert.That(StoreContents.Of(store), Is.EqualTo(whole[name].Files), $"{name}, killed {later.TotalMilliseconds:f1} ms after line {line}");
        });
        Assert.That(interrupted, Is.GreaterThan(kills / 2), "most kills hit a run under way");

        (string, int, TimeSpan) Draw(string name) =>
            (name, random.Next(1, whole[name].Lines), whole[name].PerLine * random.NextDouble());
    }

    // In this process, which starts no other: the bits do not depend on where a run goes on. Says whether anything was left to do.
    private static bool Resume(string store, string name)
    {
        List<RunEvent> events = [];
        RunOutcome outcome = new RunScheduler(CPU, events.Add) { Store = new RunStore(store), MaxParallelRuns = 1, Regions = TinyRuns.Regions }.Run([TinyRuns.Named(name)])[0];
        Assert.That(outcome.Error, Is.Null);
        return events is not [RunAlreadyStored];
    }

    private (SortedDictionary<string, string> Files, int Lines, TimeSpan PerLine) Uninterrupted(string name)
    {
        string store = Path.Combine(folder.Path, name.Replace(':', '-'));
        using HostProcess host = new(store, 1, "regions", name);
        host.Await(1);
        var clock = Stopwatch.StartNew();
        host.Succeeds();
        return (StoreContents.Of(store), host.Lines.Count, clock.Elapsed / host.Lines.Count);
    }

    // Shorter than a timer can wait: the moment falls within an epoch, also within the writing of a file.
    private static void Spin(TimeSpan time)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;) Thread.SpinWait(50);
    }
}
