using System.Collections.Immutable;
using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RepDynamics.Cli.Progress;

/// <summary>
/// Shows a table that follows the runs while they train; it stands as it is at the end, whichever way that came, with all notes below it.
/// </summary>
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
        console.Live(Table(board.Notes)).AutoClear(false).Overflow(VerticalOverflow.Crop).Start(context =>
        {
            do context.UpdateTarget(Table(board.Notes));
            while (Task.WaitAny([training], Refresh) < 0);
            context.UpdateTarget(Table([]));
        });
        // The table has room for the latest only.
        foreach (string note in board.Notes) console.WriteLine(note);
        return training.GetAwaiter().GetResult();

        IRenderable Table(ImmutableArray<string> notes) => RunTable.Render(
            board.Runs, notes, clock.Elapsed, console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode);
    }
}
