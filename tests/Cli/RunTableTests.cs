using System.Text.RegularExpressions;
using RepDynamics.Cli.Progress;
using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using Spectre.Console;

namespace RepDynamics.Tests.Cli;

public class RunTableTests
{
    private const string HideCursor = "\u001b[?25l", ShowCursor = "\u001b[?25h";

    private static readonly ImmutableArray<RunState> Runs =
    [
        new("ViT-SGD seed 10", 120)
        {
            Status = RunStatus.Training, Epoch = 60, Loss = 0.69314, TrainAccuracy = 0.875, TestAccuracy = 0.5, ImagesPerSecond = 1234.5,
            Remaining = TimeSpan.FromSeconds(125),
        },
        new("ViT-SGD seed 11", 120) { Status = RunStatus.Training, Epoch = 0 },
        new("ViT-Adam seed 10", 120) { Status = RunStatus.Stored, Epoch = 120, Loss = 0.0012, TrainAccuracy = 1, TestAccuracy = 0.471 },
        new("ViT-Adam seed 11", 120)
        {
            Status = RunStatus.Finished, Epoch = 120, Loss = 0.0012, TrainAccuracy = 1, TestAccuracy = 0.471, ImagesPerSecond = 99,
        },
        new("ResNet-SGD seed 10", 120) { Status = RunStatus.Failed, Epoch = 7, Loss = 12.3456, Note = "the loss is not finite" },
        new("ResNet-SGD seed 11", 120) { Status = RunStatus.Waiting, Note = "another process trains it" },
        new("ResNet-Adam seed 10", 120),
    ];

    [Test]
    public void Eighty_columns_hold_a_row_a_run() => Assert.That(Lines(80), Is.EqualTo(Expected80));

    [Test]
    public void More_columns_make_longer_bars()
    {
        string[] lines = Lines(120);

        Assert.That(lines.Select(l => l.Length), Has.All.AtMost(120));
        Assert.That(lines[1].Count(c => c is '━'), Is.EqualTo(lines[1].Count(c => c is '·')), "half of the epochs are done");
        Assert.That(lines[1].Count(c => c is '━' or '·'), Is.GreaterThan(Expected80[1].Count(c => c is '━' or '·')));
        Assert.That(lines[1], Does.EndWith("60/120  0.6931   87.5%   50.0%    1235     2:05"));
    }

    [Test]
    public void A_terminal_without_unicode_gets_ascii() => Assert.That(string.Concat(Lines(80, unicode: false)).All(char.IsAscii), Is.True);

    [Test]
    public void A_low_terminal_shows_running_and_failed_runs_first()
    {
        string[] lines = Lines(80, height: 10);

        string[] first = ["ViT-SGD seed 10", "ViT-SGD seed 11", "ResNet-SGD seed 10", "ResNet-SGD seed 11"];
        foreach ((string line, string name) in lines[1..5].Zip(first)) Assert.That(line, Does.StartWith(name));
        Assert.That(lines[5], Does.StartWith("7 runs (3 not shown): "));
        Assert.That(lines, Has.Length.AtMost(10));
    }

    [Test]
    public void Long_names_at_eighty_columns_take_the_place_of_the_speed()
    {
        string[] lines = Lines(80, runs: [Runs[0] with { Name = "ResNet-Adam-narrow seed 20" }, Runs[1] with { Name = "ResNet-SGD-wide seed 20" }]);

        Assert.That(lines[0], Does.Match("^run +progress +epoch +loss +train +test +left$"));
        Assert.That(lines[1], Does.Match(@"^ResNet-Adam-narrow seed 20  ━+·+   60/120  0\.6931   87\.5%   50\.0%     2:05$").And.Length.AtMost(80));
        Assert.That(Lines(90, runs: [Runs[0] with { Name = "ResNet-Adam-narrow seed 20" }])[0], Does.Contain("img/s"));
    }

    [Test]
    public void The_line_of_counts_has_the_time_that_all_runs_still_take() =>
        Assert.That(Lines(80, runs: Runs[..2], left: TimeSpan.FromMinutes(83)), Has.Some.EqualTo("2 runs: 2 training; time 1:15, about 1:23:00 left"));

    [TestCase(9.99994, "9.9999")]
    [TestCase(99.9994, "99.999")]
    [TestCase(1234.5, "1235")]
    [TestCase(1e30, "1E+30")]
    public void Any_loss_fits_its_column(double loss, string expected)
    {
        string[] lines = Lines(80, runs: [new("ViT-SGD seed 10", 120) { Status = RunStatus.Training, Epoch = 3, Loss = loss }]);

        Assert.That(lines[1], Does.Match($@"3/120\s+{Regex.Escape(expected)}$"));
        Assert.That(lines, Has.Length.EqualTo(3));
    }

    [Test]
    public void The_latest_note_is_below_the_table()
    {
        string[] lines = Lines(80, notes: ["first", "Stopping [now]"]);

        Assert.That(lines[^1], Is.EqualTo("Stopping [now]"));
        Assert.That(lines, Has.None.Contain("first"));
    }

    [Test]
    public void No_runs_are_no_error() => Assert.That(Lines(80, runs: []), Has.Some.StartWith("0 runs"));

    [Test]
    public void A_measured_run_shows_its_progress()
    {
        string[] lines = Lines(80, runs: [Measured("ViT-SGD seed 10"), new("ViT-SGD seed 11", 120) { Status = RunStatus.Training, Epoch = 60 }]);

        Assert.That(lines[1], Does.Match(@"^ViT-SGD seed 10 +measures\s+120/120\s+0\.0012$"));
        Assert.That(lines[3..], Is.EqualTo(new[]
        {
            "2 runs: 1 measuring, 1 training; time 1:15", "ViT-SGD seed 10 measures: decision regions: 3 of 41 snapshots",
        }));
    }

    [Test]
    public void Many_measured_runs_fit_a_low_terminal()
    {
        RunState[] measured = [.. Enumerable.Range(10, 12).Select(seed => Measured($"ViT-SGD seed {seed}"))];
        string[] lines = Lines(80, height: 14, runs: [.. measured, Runs[4]]);

        Assert.That(lines, Has.Length.AtMost(14));
        Assert.That(lines.Count(line => line.Contains("measures  ", StringComparison.Ordinal)), Is.EqualTo(8));
        int count = Array.FindIndex(lines, line => line.StartsWith("13 runs (5 not shown): 1 failed, 12 measuring", StringComparison.Ordinal));
        Assert.That(count, Is.Positive);
    }

    private static RunState Measured(string name) =>
        new(name, 120) { Status = RunStatus.Measuring, Epoch = 120, Loss = 0.0012, Note = "decision regions: 3 of 41 snapshots" };

    private static string[] Lines(
        int width, int height = 40, bool unicode = true, ImmutableArray<RunState>? runs = null, ImmutableArray<string>? notes = null,
        TimeSpan? left = null)
    {
        using StringWriter writer = new();
        IAnsiConsole console = Console(writer, live: false);
        console.Profile.Width = width;
        console.Write(RunTable.Render(runs ?? Runs, notes ?? [], TimeSpan.FromSeconds(75), left, width, height, unicode));
        return [.. writer.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    [TestCase(true, "1 run: 1 done")]
    [TestCase(false, "1 run: 1 stopped")]
    public void The_table_closes_and_shows_how_the_runs_ended(bool finishes, string count)
    {
        RunBoard board = new([TinyRuns.ViT], new HashSet<string>());
        using StringWriter writer = new();
        IAnsiConsole console = Console(writer, live: true);
        (console.Profile.Width, console.Profile.Height) = (100, 40);

        Assert.That(() => RunTable.Show(console, board, Train), finishes ? Throws.Nothing : Throws.InstanceOf<OperationCanceledException>());

        string shown = writer.ToString();
        Assert.That(shown, Does.Contain("ViT-SGD seed").And.Contain(count));
        Assert.That(shown, Does.EndWith("ViT-SGD seed 3: a first [note]\nViT-SGD seed 3: a second note\n"), "all notes, below the table");
        Assert.That(shown.LastIndexOf(ShowCursor, StringComparison.Ordinal), Is.GreaterThan(shown.LastIndexOf(HideCursor, StringComparison.Ordinal)), "the cursor is shown");

        int Train()
        {
            board.Take(new RunNote(TinyRuns.ViT, "a first [note]"));
            board.Take(new RunNote(TinyRuns.ViT, "a second note"));
            board.Take(finishes ? new RunFinished(TinyRuns.ViT) : new RunStopped(TinyRuns.ViT));
            return finishes ? 1 : throw new OperationCanceledException();
        }
    }

    [Test]
    public void A_terminal_that_was_closed_does_not_end_the_training()
    {
        using ClosedTerminal terminal = new();

        Assert.That(RunTable.Show(Console(terminal, live: true), new RunBoard([TinyRuns.ViT], new HashSet<string>()), () => terminal.Closed.Wait(TimeSpan.FromMinutes(1))), Is.True);
    }

    private sealed class ClosedTerminal : StringWriter
    {
        public ManualResetEventSlim Closed { get; } = new();

        public override void Write(string? value)
        {
            Closed.Set();
            throw new IOException("Input/output error");
        }
    }

    private static IAnsiConsole Console(TextWriter writer, bool live) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = live ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = live ? InteractionSupport.Yes : InteractionSupport.No,
        Out = new AnsiConsoleOutput(writer),
    });

    private static readonly string[] Expected80 =
    [
        "run                  progress    epoch    loss   train    test   img/s     left",
        "ViT-SGD seed 10      ━━━━····   60/120  0.6931   87.5%   50.0%    1235     2:05",
        "ViT-SGD seed 11      ········    0/120",
        "ViT-Adam seed 10     stored    120/120  0.0012  100.0%   47.1%",
        "ViT-Adam seed 11     done      120/120  0.0012  100.0%   47.1%      99",
        "ResNet-SGD seed 10   failed      7/120  12.346",
        "ResNet-SGD seed 11   waiting",
        "ResNet-Adam seed 10  queued",
        "7 runs: 1 failed, 1 stored, 1 done, 2 training, 1 waiting, 1 queued; time 1:15",
        "ResNet-SGD seed 10 failed: the loss is not finite",
        "ResNet-SGD seed 11 waiting: another process trains it",
    ];
}
