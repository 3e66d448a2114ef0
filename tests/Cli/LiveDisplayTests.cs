using RepDynamics.Cli.Progress;
using RepDynamics.Tests.Training;
using Spectre.Console;
using LiveDisplay = RepDynamics.Cli.Progress.LiveDisplay;

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
            board.Update(TinyRuns.ViT, state => state with { Status = RunStatus.Finished, Epoch = state.Epochs });
            return 1;
        });

        Assert.That(shown, Does.Contain("ViT SGD seed").And.Contain("1 runs: 1 done"));
        Assert.That(CursorIsShown(shown), Is.True);
    }

    [Test]
    public void The_table_closes_when_the_runs_are_cancelled()
    {
        string shown = Show(() =>
        {
            board.Update(TinyRuns.ViT, state => state with { Status = RunStatus.Training, Epoch = 1 });
            throw new OperationCanceledException();
        });

        Assert.That(shown, Does.Contain("1 runs: 1 training"));
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
            LiveDisplay.Show(console, board, train);
        }
        catch (OperationCanceledException)
        {
            // As the command sees it.
        }
        return writer.ToString();
    }
}
