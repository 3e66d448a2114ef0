using RepDynamics.Cli.Progress;
using RepDynamics.Downloads;

namespace RepDynamics.Tests.Cli;

public class FetchDisplayTests
{
    private const long Total = 200 << 20;

    private readonly Clock clock = new();

    [Test]
    public void Without_a_terminal_it_says_a_line_every_few_seconds()
    {
        Assert.That(Shown(live: false, (0, 20), (1, 40), (3, 60), (5, 80), (6, 100)).Split('\n'), Is.EqualTo(new[]
        {
            " 10% of 200 MiB", " 40% of 200 MiB, 12 MiB/s", "",
        }));
    }

    [Test]
    public void The_end_is_said_however_soon_it_comes() =>
        Assert.That(Shown(live: false, (0, 20), (1, 200), (1.1, 200)), Is.EqualTo(" 10% of 200 MiB\n100% of 200 MiB, 180 MiB/s\n"));

    [Test]
    public void On_a_terminal_one_line_changes_and_leaves_nothing_of_a_longer_one()
    {
        string shown = Shown(live: true, (0, 20), (1, 40), (1.1, 60), (2, 100));

        Assert.That(shown, Is.EqualTo("\r 10% of 200 MiB\r 20% of 200 MiB, 20 MiB/s\r 50% of 200 MiB, 40 MiB/s\n"));
    }

    [Test]
    public void A_broken_connection_is_told_and_the_speed_is_counted_from_there()
    {
        using StringWriter output = new();
        FetchDisplay display = new(output, live: false, clock);
        display.Take(new(FetchStage.Downloading, Total / 10, Total));
        clock.Seconds = 1;
        display.Take(new(FetchStage.Waiting, Total / 2, Total, "the line is dead"));
        clock.Seconds = 10;
        display.Take(new(FetchStage.Downloading, Total / 2, Total));
        clock.Seconds = 20;
        display.Take(new(FetchStage.Downloading, Total * 6 / 10, Total));
        display.Take(new(FetchStage.Checking, Total, Total));
        display.Take(new(FetchStage.Unpacking, Total, Total));

        Assert.That(output.ToString().Split('\n'), Is.EqualTo(new[]
        {
            " 10% of 200 MiB", " 50% of 200 MiB: the line is dead; trying again", " 50% of 200 MiB", " 60% of 200 MiB, 2.0 MiB/s", "checking", "unpacking", "",
        }));
    }

    private string Shown(bool live, params (double Seconds, long Mebibytes)[] reports)
    {
        using StringWriter output = new();
        FetchDisplay display = new(output, live, clock);
        foreach ((double seconds, long mebibytes) in reports)
        {
            clock.Seconds = seconds;
            display.Take(new(FetchStage.Downloading, mebibytes << 20, Total));
        }
        display.End();
        return output.ToString();
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(1000 * Seconds);
    }
}
