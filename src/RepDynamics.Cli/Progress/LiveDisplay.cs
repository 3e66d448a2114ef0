using System.Collections.Immutable;
using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RepDynamics.Cli.Progress;

/// <summary>Shows a table of the runs while they train. The final table stays, with all notes below it.</summary>
internal static class LiveDisplay
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>Trains on another thread and shows the runs until it returns or throws.</summary>
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
        // The table shows only the latest note.
        foreach (string note in board.Notes) console.WriteLine(note);
        return training.GetAwaiter().GetResult();

        IRenderable Table(ImmutableArray<string> notes) => RunTable.Render(
            board.Runs, notes, clock.Elapsed, console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode);
    }
}
