using RepDynamics.Cli.Progress;
using RepDynamics.Tests.Training;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

public class PlainLinesTests
{
    private static readonly Recipe One = TinyRuns.ViT with { Seed = 10 }, Two = TinyRuns.ViT with { Seed = 11 };

    private readonly Clock clock = new();
    private RunBoard board = null!;
    private StringWriter output = null!;
    private PlainLines lines = null!;

    [SetUp]
    public void Open()
    {
        (board, output) = (new RunBoard([One, Two]), new StringWriter());
        lines = new PlainLines(board, output, clock);
    }

    [TearDown]
    public void Close()
    {
        lines.Dispose();
        output.Dispose();
    }

    [Test]
    public void Every_change_of_state_is_a_line()
    {
        board.Update(One, s => s with { Status = RunStatus.Waiting, Note = "another process trains it" });
        board.Update(One, s => s with { Status = RunStatus.Kept });
        board.Update(Two, s => s with { Status = RunStatus.Training, Epoch = 3 });
        board.Update(Two, s => s with { Status = RunStatus.Failed, Note = "the loss is not finite" });
        board.Note("a note");

        Assert.That(Written, Is.EqualTo(new[]
        {
            "[1/2] ViT SGD seed 10: waits: another process trains it",
            "[1/2] ViT SGD seed 10: kept from an earlier run",
            $"[2/2] ViT SGD seed 11: goes on from epoch 3 of {Two.Epochs}",
            "[2/2] ViT SGD seed 11: failed: the loss is not finite",
            "a note",
        }));
    }

    [Test]
    public void Progress_is_told_now_and_then_for_each_run()
    {
        board.Update(One, s => s with { Status = RunStatus.Training });
        board.Update(Two, s => s with { Status = RunStatus.Training });
        Advance(One, 1);
        clock.Seconds = 10;
        Advance(One, 2);
        Advance(One, 3);
        Advance(Two, 1);
        clock.Seconds = 19.9;
        Advance(One, 4);

        Assert.That(Written[2..], Is.EqualTo(new[]
        {
            $"[1/2] ViT SGD seed 10: epoch 2/{One.Epochs}, loss 1.2500, train 50.0%, test 25.0%, 100 images/s, 1:30 left",
            $"[2/2] ViT SGD seed 11: epoch 1/{One.Epochs}, loss 1.2500, train 50.0%, test 25.0%, 100 images/s, 1:30 left",
        }));
    }

    [Test]
    public void Runs_on_different_data_are_told_apart()
    {
        RunBoard mixed = new([One, One with { Data = new Cifar10Recipe() }]);

        Assert.That(mixed.Runs.Select(r => r.Name), Is.EqualTo(new[] { "ViT SGD textures seed 10", "ViT SGD cifar10 seed 10" }));
    }

    [Test]
    public void A_run_that_is_not_on_the_board_is_not_spoken_of()
    {
        board.Update(One with { Seed = 99 }, s => s with { Status = RunStatus.Training });

        Assert.That(output.ToString(), Is.Empty);
    }

    private string[] Written => output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void Advance(Recipe recipe, int epoch) => board.Update(recipe, s => s with
    {
        Epoch = epoch, Loss = 1.25, TrainAccuracy = 0.5, TestAccuracy = 0.25, ImagesPerSecond = 100, Remaining = TimeSpan.FromSeconds(90),
    });

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 10;

        public override long GetTimestamp() => (long)(10 * Seconds);
    }
}
