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

    /// <summary>Trains in a store until an event asks to stop.</summary>
    private protected static void Stop(string store, Func<RunEvent, bool> when, params Recipe[] recipes)
    {
        using CancellationTokenSource source = new();
        RunScheduler stopping = new(CPU, what =>
        {
            if (when(what)) source.Cancel();
        })
        { Store = new RunStore(store), MaxParallelRuns = 1 };
        Assert.That(() => stopping.Run(recipes, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
