using RepDynamics.Runs;

namespace RepDynamics.Tests.Runs;

/// <summary>An empty store and the events of a scheduler, new for each test.</summary>
public abstract class SchedulerTests
{
    private protected readonly List<RunEvent> events = [];
    private protected TemporaryFolder folder = null!;

    [SetUp]
    public void Open()
    {
        events.Clear();
        folder = new TemporaryFolder();
    }

    [TearDown]
    public void Close() => folder.Dispose();
}
