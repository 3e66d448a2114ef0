using RepDynamics.Runs;

namespace RepDynamics.Tests.Runs;

public class MemoryBudgetTests
{
    [Test]
    public void A_share_that_does_not_fit_waits_until_another_is_given_back()
    {
        MemoryBudget budget = new(100);
        IDisposable first = budget.Reserve(60, CancellationToken.None);
        // Shares that fit together are given at once.
        budget.Reserve(40, CancellationToken.None).Dispose();
        Task<IDisposable> second = Task.Run(() => budget.Reserve(50, CancellationToken.None));
        Assert.That(second.IsCompleted, Is.False);

        first.Dispose();

        Assert.That(second.Wait(TimeSpan.FromSeconds(30)), Is.True);
        second.Result.Dispose();
    }

    [Test]
    public void A_wait_can_be_cancelled()
    {
        MemoryBudget budget = new(100);
        using CancellationTokenSource source = new();
        using IDisposable first = budget.Reserve(60, CancellationToken.None);
        Task waiting = Task.Run(() => budget.Reserve(50, source.Token));

        source.Cancel();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void More_than_the_whole_is_refused_with_both_figures() =>
        Assert.That(
            () => new MemoryBudget(3L << 30).Reserve(5L << 30, CancellationToken.None),
            Throws.TypeOf<InsufficientMemoryException>().With.Message.Contains("5.0 GiB").And.Message.Contains("3.0 GiB"));
}
