using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>An empty store and the events of a scheduler, new for each test.</summary>
public abstract class SchedulerTests : FolderFixture
{
    private protected readonly List<RunEvent> events = [];

    [SetUp]
    public void ForgetEvents() => events.Clear();

    /// <summary>Trains, and measures regions where asked to, in a store until an event asks to stop. Its events are kept.</summary>
    private protected void Stop(string store, Func<RunEvent, bool> when, IReadOnlyList<Recipe> recipes, RegionOptions? regions = null)
    {
        using CancellationTokenSource source = new();
        RunScheduler stopping = new(CPU, what =>
        {
            events.Add(what);
            if (when(what)) source.Cancel();
        })
        { Store = new RunStore(store), MaxParallelRuns = 1, Regions = regions };
        Assert.That(() => stopping.Run(recipes, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
