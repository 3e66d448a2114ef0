using RepDynamics.Cli.Progress;
using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using Spectre.Console;

namespace RepDynamics.Tests.Cli;

public class LiveDisplayTests
{
    private const string HideCursor = "\u001b[?25l", ShowCursor = "\u001b[?25h";

    private readonly RunBoard board = new([TinyRuns.ViT]);

    [Test]
    public void The_table_shows_how_the_runs_ended()
    {
        string shown = Show(() =>
        {
            board.Take(new RunNote(TinyRuns.ViT, "a first [note]"));
            board.Take(new RunNote(TinyRuns.ViT, "a second note"));
            board.Take(new RunFinished(TinyRuns.ViT));
            return 1;
        });

        Assert.That(shown, Does.Contain("ViT SGD seed").And.Contain("1 run: 1 done"));
        Assert.That(shown, Does.EndWith("ViT SGD seed 3: a first [note]\nViT SGD seed 3: a second note\n"), "all notes, below the table");
        Assert.That(CursorIsShown(shown), Is.True);
    }

    [Test]
    public void The_table_closes_when_the_runs_are_cancelled()
    {
        string shown = Show(() =>
        {
            board.Take(new RunStarted(TinyRuns.ViT, 1));
            board.Take(new RunStopped(TinyRuns.ViT));
            throw new OperationCanceledException();
        });

        Assert.That(shown, Does.Contain("1 run: 1 stopped"));
        Assert.That(CursorIsShown(shown), Is.True);
    }

    private static bool CursorIsShown(string shown) =>
        shown.LastIndexOf(ShowCursor, StringComparison.Ordinal) > shown.LastIndexOf(HideCursor, StringComparison.Ordinal);

    private string Show(Func<int> train)
    {
        using StringWriter writer = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        (console.Profile.Width, console.Profile.Height) = (100, 40);
        try
        {
            RunTable.Show(console, board, train);
        }
        catch (OperationCanceledException)
        {
            // As the command sees it.
        }
        return writer.ToString();
    }
}
