using System.Diagnostics;
using Spectre.Console;

namespace RepDynamics.Cli.Progress;

/// <summary>Shows a table that follows the runs while they train; it stands as it is at the end, whichever way that came.</summary>
internal static class LiveDisplay
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>Trains on another thread and shows the runs until it is over.</summary>
    /// <param name="console">A terminal.</param>
    /// <param name="board">What is known of the runs.</param>
    /// <param name="train">Ends when all runs have; its exception is passed on.</param>
    public static T Show<T>(IAnsiConsole console, RunBoard board, Func<T> train)
    {
        var clock = Stopwatch.StartNew();
        Task<T> training = Task.Factory.StartNew(train, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        console.Live(Table()).AutoClear(false).Overflow(VerticalOverflow.Crop).Start(context =>
        {
            do context.UpdateTarget(Table());
            while (Task.WaitAny([training], Refresh) < 0);
            context.UpdateTarget(Table());
        });
        return training.GetAwaiter().GetResult();

        Spectre.Console.Rendering.IRenderable Table() => RunTable.Render(
            board.Runs, board.Notes, clock.Elapsed, console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode);
    }
}
