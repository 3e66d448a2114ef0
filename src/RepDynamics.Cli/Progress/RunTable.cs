using System.Collections.Immutable;
using System.Globalization;
using RepDynamics.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RepDynamics.Cli.Progress;

/// <summary>Runs as a table of a terminal, a row each: a pure function of what is known of them.</summary>
internal static class RunTable
{
    private const int Gap = 2;
    private const int NarrowestBar = 6, WidestBar = 40;

    /// <summary>The table, with a line that counts and lines that explain below it.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="notes">What else there is to say; the latest is shown.</param>
    /// <param name="elapsed">Time since the start.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Lines of the terminal: where runs are more, those that are under way, wait or failed go first.</param>
    /// <param name="unicode">Whether the terminal knows more than ASCII.</param>
    public static IRenderable Render(
        ImmutableArray<RunState> runs, ImmutableArray<string> notes, TimeSpan elapsed, int width, int height, bool unicode)
    {
        int name = runs.Select(r => r.Name.Length).DefaultIfEmpty(0).Max();
        // Epochs of a long training need more than their share.
        int epochs = Math.Max(7, runs.Select(r => 2 * Number(r.Epochs).Length + 1).DefaultIfEmpty(0).Max());
        int bar = Math.Clamp(width - name - epochs - (6 + 6 + 6 + 6 + 7) - 7 * Gap - 1, NarrowestBar, WidestBar);
        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(Column("run", name, Justify.Left));
        table.AddColumn(Column("progress", bar, Justify.Left));
        table.AddColumn(Column("epoch", epochs, Justify.Right));
        foreach ((string title, int size) in (ReadOnlySpan<(string, int)>)[("loss", 6), ("train", 6), ("test", 6), ("img/s", 6), ("left", 7)])
            table.AddColumn(Column(title, size, Justify.Right));
        table.Columns[^1].Padding = new Padding(0);
        ImmutableArray<RunState> shown = Shown(runs, Math.Max(3, height - 6));
        foreach (RunState run in shown) table.AddRow(Row(run, bar, unicode));
        List<IRenderable> lines = [table, new Text(Count(runs, shown.Length, elapsed))];
        // A line for each of many runs measured side by side would push the table off the terminal: what went wrong is told first.
        int room = Math.Max(1, height - shown.Length - 4);
        foreach (RunState run in shown.Where(r => r.Note.Length > 0).OrderBy(r => r.Status == RunStatus.Measuring).Take(room))
            lines.Add(new Text($"{run.Name} {Word(run.Status)}: {run.Note}"));
        if (!notes.IsEmpty) lines.Add(new Text(notes[^1]));
        return new Rows(lines);
    }

    private static TableColumn Column(string title, int size, Justify alignment) => new(title)
    {
        Width = size,
        NoWrap = true,
        Alignment = alignment,
        Padding = new Padding(0, 0, Gap, 0),
    };

    // What happens now matters most, then what went wrong, then what is next; the order of the plan stays.
    private static ImmutableArray<RunState> Shown(ImmutableArray<RunState> runs, int rows)
    {
        if (runs.Length <= rows) return runs;
        HashSet<int> places = [.. Enumerable.Range(0, runs.Length).OrderBy(i => Rank(runs[i].Status)).Take(rows)];
        return [.. runs.Where((_, i) => places.Contains(i))];
    }

    private static int Rank(RunStatus status) => status switch
    {
        RunStatus.Training or RunStatus.Measuring => 0,
        RunStatus.Failed => 1,
        RunStatus.Stopped => 2,
        RunStatus.Waiting => 3,
        RunStatus.Queued => 4,
        _ => 5,
    };

    private static IRenderable[] Row(RunState run, int bar, bool unicode) =>
    [
        new Text(run.Name, run.Status == RunStatus.Failed ? new Style(Color.Red) : null),
        run.Status == RunStatus.Training ? Bar(run, bar, unicode) : new Text(Word(run.Status), WordStyle(run.Status)),
        new Text(run.Status is RunStatus.Queued or RunStatus.Waiting ? "" : $"{Number(run.Epoch)}/{Number(run.Epochs)}"),
        new Text(Number(run.Loss, LossFormat(run.Loss))),
        new Text(Number(100 * run.TrainAccuracy, "0.0'%'")),
        new Text(Number(100 * run.TestAccuracy, "0.0'%'")),
        new Text(run.Status == RunStatus.Kept ? "" : Number(run.ImagesPerSecond, "0")),
        new Text(run.Status == RunStatus.Training && run.Remaining is { } left ? RunLines.Clock(left) : ""),
    ];

    // Done and left differ by their signs, too: not every terminal has colours.
    private static Markup Bar(RunState run, int size, bool unicode)
    {
        int done = run.Epochs == 0 ? 0 : Math.Clamp((int)((long)size * run.Epoch / run.Epochs), 0, size);
        (char full, char rest) = unicode ? ('━', '·') : ('#', '.');
        return new Markup($"[green]{new string(full, done)}[/][grey]{new string(rest, size - done)}[/]");
    }

    private static string Word(RunStatus status) => status switch
    {
        RunStatus.Queued => "",
        RunStatus.Waiting => "waits",
        RunStatus.Measuring => "measures",
        RunStatus.Stopped => "stopped",
        RunStatus.Finished => "done",
        RunStatus.Kept => "kept",
        _ => "failed",
    };

    private static Style? WordStyle(RunStatus status) => status switch
    {
        RunStatus.Finished or RunStatus.Kept => new Style(Color.Green),
        RunStatus.Failed => new Style(Color.Red),
        _ => null,
    };

    private static string Count(ImmutableArray<RunState> runs, int shown, TimeSpan elapsed)
    {
        int Of(params ReadOnlySpan<RunStatus> statuses)
        {
            int count = 0;
            foreach (RunStatus status in statuses) count += runs.Count(r => r.Status == status);
            return count;
        }

        (int Count, string Word)[] parts =
        [
            (Of(RunStatus.Finished), "done"),
            (Of(RunStatus.Kept), "kept"),
            (Of(RunStatus.Failed), "failed"),
            (Of(RunStatus.Stopped), "stopped"),
            (Of(RunStatus.Training), "training"),
            (Of(RunStatus.Measuring), "measuring"),
            (Of(RunStatus.Waiting), "waiting"),
            (Of(RunStatus.Queued), "to come"),
        ];
        string hidden = shown < runs.Length ? $" ({runs.Length - shown} not shown)" : "";
        string counts = string.Join(", ", parts.Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Word}"));
        return $"{runs.Length} {(runs.Length == 1 ? "run" : "runs")}{hidden}: {counts}; {RunLines.Clock(elapsed)} so far";
    }

    // Six characters hold any loss; one that explodes tells its size.
    private static string LossFormat(double? loss) => loss switch
    {
        < 10 => "0.0000",
        < 100 => "0.000",
        < 10_000 => "0",
        _ => "0E+0",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
