using RepDynamics.Runs;
using RepDynamics.Tests.Training;

namespace RepDynamics.Tests.Runs;

public class RunQueueTests
{
    private readonly QueuedRun first = new(TinyRuns.ViT), second = new(TinyRuns.ResNet);

    [Test]
    public void Runs_come_in_the_order_given_and_a_postponed_one_comes_again_after_those_not_tried_yet()
    {
        RunQueue queue = new([first, second]);
        QueuedRun busy = Take(queue)!;
        queue.Postpone(busy);

        Assert.That(busy.Postponed, Is.True);
        Assert.That(Take(queue), Is.SameAs(second));
        Assert.That(Take(queue), Is.SameAs(first));
        Assert.That(Take(queue), Is.Null);
    }

    [Test]
    public void A_cancelled_queue_gives_nothing()
    {
        RunQueue queue = new([first]);
        queue.Postpone(second);
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.That(queue.Take(source.Token), Is.Null);
    }

    private static QueuedRun? Take(RunQueue queue) => queue.Take(CancellationToken.None);
}
