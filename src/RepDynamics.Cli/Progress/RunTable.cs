using System.Diagnostics;
using RepDynamics.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RepDynamics.Cli.Progress;

/// <summary>Shows a table of the runs while they train, one row per run. The final table stays, with all notes below it.</summary>
internal static class RunTable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private const int Gap = 2;
    // Words of states, such as "measures", stand in the column of the bars.
    private const int NarrowestBar = 8, WidestBar = 40;

    /// <summary>Trains on another thread and shows the runs until it returns or throws.</summary>
    public static T Show<T>(IAnsiConsole console, RunBoard board, Func<T> train)
    {
        var clock = Stopwatch.StartNew();
        Task<T> training = Task.Factory.StartNew(train, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            console.Live(Now(board.Notes)).AutoClear(false).Overflow(VerticalOverflow.Crop).Start(context =>
            {
                do context.UpdateTarget(Now(board.Notes));
                while (Task.WaitAny([training], Refresh) < 0);
                context.UpdateTarget(Now([]));
            });
            // The table shows only the latest note.
            foreach (string note in board.Notes) console.WriteLine(note);
        }
        catch (IOException)
        {
            // The terminal was closed. The training thread continues, or writes its resume points.
        }
        return training.GetAwaiter().GetResult();

        IRenderable Now(ImmutableArray<string> notes) => Render(
            board.Runs, notes, clock.Elapsed, board.Left, console.Profile.Width, console.Profile.Height, console.Profile.Capabilities.Unicode);
    }

    /// <summary>Returns the table, followed by a line of counts and lines of explanations.</summary>
    /// <param name="left">The time that all runs still train; null if unknown.</param>
    /// <param name="height">Lines of the terminal; if they are too few, running, waiting and failed runs are shown first.</param>
    public static IRenderable Render(
        ImmutableArray<RunState> runs, ImmutableArray<string> notes, TimeSpan elapsed, TimeSpan? left, int width, int height, bool unicode)
    {
        int name = runs.Select(r => r.Name.Length).DefaultIfEmpty(0).Max();
        int epochs = Math.Max(7, runs.Select(r => 2 * $"{r.Epochs}".Length + 1).DefaultIfEmpty(0).Max());
        List<(string Title, int Size, Func<RunState, string> Text)> numbers =
        [
            ("epoch", epochs, run => run.Status is RunStatus.Queued or RunStatus.Waiting ? "" : $"{run.Epoch}/{run.Epochs}"),
            ("loss", 6, run => Number(run.Loss, LossFormat(run.Loss))),
            ("train", 6, run => Number(100 * run.TrainAccuracy, "0.0'%'")),
            ("test", 6, run => Number(100 * run.TestAccuracy, "0.0'%'")),
            ("img/s", 6, run => run.Status == RunStatus.Stored ? "" : Number(run.ImagesPerSecond, "0")),
            ("left", 7, run => run.Status == RunStatus.Training && run.Remaining is { } time ? RunLines.Clock(time) : ""),
        ];
        // The speed goes first where names are long and the terminal is narrow: the time left follows from it.
        if (Room() < NarrowestBar) numbers.RemoveAt(4);
        int bar = Math.Clamp(Room(), NarrowestBar, WidestBar);
        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(Column("run", name, Justify.Left));
        table.AddColumn(Column("progress", bar, Justify.Left));
        foreach ((string title, int size, _) in numbers) table.AddColumn(Column(title, size, Justify.Right));
        table.Columns[^1].Padding = new Padding(0);
        // Selected by rank, in the order of the plan.
        RunState[] shown =
            [.. runs.Index().OrderBy(run => Rank(run.Item.Status)).Take(Math.Max(3, height - 6)).OrderBy(run => run.Index).Select(run => run.Item)];
        foreach (RunState run in shown) table.AddRow([.. Name(run, bar, unicode), .. numbers.Select(number => new Text(number.Text(run)))]);
        List<IRenderable> lines = [table, new Text(Count(runs, shown.Length, elapsed, left))];
        // Limited to the height of the terminal; errors come first.
        int room = Math.Max(1, height - shown.Length - 4);
        foreach (RunState run in shown.Where(r => r.Note.Length > 0).OrderBy(r => r.Status == RunStatus.Measuring).Take(room))
            lines.Add(new Text($"{run.Name} {Word(run.Status)}: {run.Note}"));
        if (!notes.IsEmpty) lines.Add(new Text(notes[^1]));
        return new Rows(lines);

        int Room() => width - name - numbers.Sum(number => number.Size) - (numbers.Count + 1) * Gap - 1;
    }

    private static TableColumn Column(string title, int size, Justify alignment) => new(title)
    {
        Width = size,
        NoWrap = true,
        Alignment = alignment,
        Padding = new Padding(0, 0, Gap, 0),
    };

    private static int Rank(RunStatus status) => status switch
    {
        RunStatus.Training or RunStatus.Measuring => 0,
        RunStatus.Failed => 1,
        RunStatus.Stopped => 2,
        RunStatus.Waiting => 3,
        RunStatus.Queued => 4,
        _ => 5,
    };

    private static IRenderable[] Name(RunState run, int bar, bool unicode) =>
    [
        new Text(run.Name, run.Status == RunStatus.Failed ? new Style(Color.Red) : null),
        run.Status == RunStatus.Training ? Bar(run, bar, unicode) : new Text(Word(run.Status), WordStyle(run.Status)),
    ];

    // The characters differ, too, for terminals without colours.
    private static Markup Bar(RunState run, int size, bool unicode)
    {
        int done = run.Epochs == 0 ? 0 : Math.Clamp((int)((long)size * run.Epoch / run.Epochs), 0, size);
        (char full, char rest) = unicode ? ('━', '·') : ('#', '.');
        return new Markup($"[green]{new string(full, done)}[/][grey]{new string(rest, size - done)}[/]");
    }

    private static string Word(RunStatus status) => status == RunStatus.Measuring ? "measures" : Name(status);

    private static string Name(RunStatus status) => status == RunStatus.Finished ? "done" : status.ToString().ToLowerInvariant();

    private static Style? WordStyle(RunStatus status) => status switch
    {
        RunStatus.Finished or RunStatus.Stored => new Style(Color.Green),
        RunStatus.Failed => new Style(Color.Red),
        _ => null,
    };

    private static string Count(ImmutableArray<RunState> runs, int shown, TimeSpan elapsed, TimeSpan? left)
    {
        string hidden = shown < runs.Length ? $" ({runs.Length - shown} not shown)" : "";
        string counts = string.Join(", ", runs.CountBy(run => run.Status).OrderByDescending(count => count.Key).Select(count => $"{count.Value} {Name(count.Key)}"));
        return $"{Output.Count(runs.Length, "run")}{hidden}: {counts}; time {RunLines.Clock(elapsed)}{(left is { } time ? $", about {RunLines.Clock(time)} left" : "")}";
    }

    // Six characters.
    private static string LossFormat(double? loss) => loss switch
    {
        < 10 => "0.0000",
        < 100 => "0.000",
        < 10_000 => "0",
        _ => "0E+0",
    };

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
