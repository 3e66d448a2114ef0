using Microsoft.Extensions.Time.Testing;
using RepDynamics.Cli.Progress;
using RepDynamics.Downloads;

namespace RepDynamics.Tests.Cli;

public class FetchDisplayTests
{
    private const long Total = 200 << 20;

    private readonly FakeTimeProvider clock = new();

    [Test]
    public void Without_a_terminal_a_line_is_written_every_few_seconds()
    {
        Assert.That(Shown(live: false, (0, 20), (1, 40), (3, 60), (5, 80), (6, 100)).Split('\n'), Is.EqualTo(new[]
        {
            " 10% of 200 MiB", " 40% of 200 MiB, 12 MiB/s", "unpacking", "",
        }));
    }

    [Test]
    public void The_end_is_always_written() =>
        Assert.That(Shown(live: false, (0, 20), (1, 200), (1.1, 200)), Is.EqualTo(" 10% of 200 MiB\n100% of 200 MiB, 180 MiB/s\nunpacking\n"));

    [Test]
    public void On_a_terminal_one_line_changes_and_covers_a_longer_one()
    {
        string shown = Shown(live: true, (0, 20), (1, 40), (1.1, 60), (2, 100));

        Assert.That(shown, Is.EqualTo("\r 10% of 200 MiB\r 20% of 200 MiB, 20 MiB/s\r 50% of 200 MiB, 40 MiB/s\runpacking                \n"));
    }

    private string Shown(bool live, params (double Seconds, long Mebibytes)[] reports)
    {
        using StringWriter output = new();
        FetchDisplay display = new(output, live, clock);
        DateTimeOffset start = clock.GetUtcNow();
        foreach ((double seconds, long mebibytes) in reports)
        {
            clock.SetUtcNow(start + TimeSpan.FromSeconds(seconds));
            display.Take(new(FetchStage.Downloading, mebibytes << 20, Total));
        }
        display.Take(new(FetchStage.Unpacking, Total, Total));
        display.End();
        return output.ToString();
    }
}
