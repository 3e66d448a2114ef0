using RepDynamics.Downloads;

namespace RepDynamics.Tests.Downloads;

/// <summary>What may happen on the way from the server to the disk.</summary>
public class DownloadTests : FetchFixture
{
    private static readonly int Size = SmallArchive.Bytes.Length;

    private static int[] Places() => [0, 1, 1000, Size / 2, Size - 1];

    [Test]
    public async Task What_is_fetched_is_what_was_packed()
    {
        Fetched fetched = await Fetch().RunAsync();

        Assert.That(fetched, Is.EqualTo(new Fetched(Target, WasThere: false)));
        RequireAll();
        Assert.That(Directory.GetFiles(Target), Has.Length.EqualTo(3), "the readme stays in the archive");
        Assert.That(Progress.Select(p => p.Stage).Distinct(), Is.EqualTo(new[] { FetchStage.Downloading, FetchStage.Checking, FetchStage.Unpacking }));
        Assert.That(Progress.Where(p => p.Stage == FetchStage.Downloading).Select(p => p.Bytes), Is.Ordered.And.Unique);
        Assert.That(Progress.Select(p => p.Total), Is.All.EqualTo(Size));
    }

    [Test]
    public async Task What_is_there_is_not_fetched_again()
    {
        await Fetch().RunAsync();
        DateTime made = Directory.GetLastWriteTimeUtc(Target);

        Assert.That(await Fetch().RunAsync(), Is.EqualTo(new Fetched(Target, WasThere: true)));
        Assert.That(await Fetch().RunAsync("no-such-file"), Is.EqualTo(new Fetched(Target, WasThere: true)));
        Assert.That(Server.Asked, Has.Count.EqualTo(1));
        Assert.That(Directory.GetLastWriteTimeUtc(Target), Is.EqualTo(made));
    }

    [TestCaseSource(nameof(Places))]
    public async Task A_broken_download_goes_on_at_the_byte_where_it_broke(int place)
    {
        Server.Then(new Answer { BreakAfter = place });

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { "", place == 0 ? "" : $"{place}-" }));
        Assert.That(Progress.Single(p => p.Stage == FetchStage.Waiting).Bytes, Is.EqualTo(place));
    }

    [TestCaseSource(nameof(Places))]
    public async Task Another_process_goes_on_where_one_was_killed(int place)
    {
        File.WriteAllBytes(Part, SmallArchive.Bytes[..place]);

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { place == 0 ? "" : $"{place}-" }));
    }

    [Test]
    public async Task A_download_that_was_complete_is_not_asked_for_again()
    {
        File.WriteAllBytes(Part, SmallArchive.Bytes);

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.Empty);
    }

    [Test]
    public async Task A_server_that_breaks_off_now_and_then_is_borne_with_while_it_gets_on()
    {
        Server.Then([.. Enumerable.Repeat(new Answer { BreakAfter = Size / 12 }, 12)]);

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Has.Count.EqualTo(13));
    }

    [Test]
    public async Task A_server_without_ranges_sends_all_again()
    {
        Server.Then(new Answer { BreakAfter = 5000 }, new Answer { Ranges = false });

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { "", "5000-" }));
    }

    [TestCase(0, 7)]
    [TestCase(416, 0)]
    public async Task An_answer_from_another_place_is_not_joined_on(int status, int shift)
    {
        Server.Then(new Answer { BreakAfter = 5000 }, new Answer { Status = status, Shift = shift });

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { "", "5000-", "" }));
    }

    [Test]
    public async Task A_part_that_is_too_long_is_begun_anew()
    {
        File.WriteAllBytes(Part, [.. SmallArchive.Bytes, 1]);

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { "" }));
    }

    [Test]
    public async Task An_archive_of_another_size_is_refused_before_it_is_downloaded()
    {
        Server.Content = [.. SmallArchive.Bytes, 1, 2];

        FetchException fault = await FaultOf(Fetch());

        Assert.That(fault.Message, Does.Contain($"is not small.tar.gz: expected {Size} bytes, found {Size + 2} bytes"));
        Assert.That(InCache, Is.Empty);

        File.WriteAllBytes(Part, [1, 2, 3]);
        Assert.That((await FaultOf(Fetch())).Message, Does.Contain($"found {Size + 2} bytes"));
    }

    [Test]
    public async Task An_answer_without_end_is_refused_at_the_size_of_the_archive()
    {
        Server.Content = new byte[10 * Size];
        Server.Then(new Answer { Length = false });

        FetchException fault = await FaultOf(Fetch());

        Assert.That(fault.Message, Does.Contain($"found more than {Size} bytes"));
        Assert.That(new FileInfo(Part).Length, Is.AtMost(Size));
    }

    [Test]
    public async Task An_answer_that_ends_early_without_saying_so_is_noticed()
    {
        Server.Then(new Answer { Length = false, BreakAfter = 5000 });

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { "", "5000-" }));
    }

    [Test]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        Server.Then(new Answer { Status = 503 }, new Answer { Status = 429 });

        await Fetch().RunAsync();

        RequireAll();
        Assert.That(Progress.Where(p => p.Stage == FetchStage.Waiting).Select(p => p.Note), Is.EqualTo(new[] { "the server answered 503 Status", "the server answered 429 Status" }));
    }

    [TestCase(404)]
    [TestCase(403)]
    public async Task A_server_that_does_not_have_it_is_not_asked_again(int status)
    {
        Server.Then(new Answer { Status = status });

        FetchException fault = await FaultOf(Fetch());

        Assert.That(fault.Message, Does.EndWith($"answered {status} Status."));
        Assert.That(fault.Remedy, Is.EqualTo("By hand: carry it."));
        Assert.That(Server.Asked, Has.Count.EqualTo(1));
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public async Task A_server_that_gets_no_further_is_given_up_and_what_came_is_kept()
    {
        Server.Then(new Answer { BreakAfter = 5000 }).Then([.. Enumerable.Repeat(new Answer { BreakAfter = 0 }, 4)]);

        FetchException fault = await FaultOf(Fetch());

        Assert.That(fault.Message, Does.Contain($"broke off at byte 5000 of {Size}"));
        Assert.That(fault.Remedy, Does.StartWith("What has come is kept: the same command goes on from there."));
        Assert.That(Server.Asked, Is.EqualTo(new[] { "", "5000-", "5000-", "5000-", "5000-" }));
        Assert.That(File.ReadAllBytes(Part), Is.EqualTo(SmallArchive.Bytes[..5000]));

        await Fetch().RunAsync();
        RequireAll();
        Assert.That(Server.Asked[^1], Is.EqualTo("5000-"));
    }

    [Test]
    public async Task A_server_that_falls_silent_is_left()
    {
        Server.Then(new Answer { BreakAfter = 5000 }, new Answer { Silent = true });

        await Fetch(silence: 0.3).RunAsync();

        RequireAll();
        Assert.That(Progress.Last(p => p.Stage == FetchStage.Waiting).Note, Is.EqualTo("nothing came for 0.3 s"));
    }

    [Test]
    public async Task Without_a_network_it_says_at_once_what_to_do_by_hand()
    {
        Uri nobody = Server.Address;
        Server.Dispose();

        FetchException fault = await FaultOf(Fetch(SmallArchive.Of(SmallArchive.Bytes, nobody)));

        Assert.That(fault.Message, Does.StartWith($"{nobody} cannot be reached ("));
        Assert.That(fault.Remedy, Is.EqualTo("By hand: carry it."));
        Assert.That(Progress, Is.Empty, "nothing is tried again");
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public async Task A_full_disk_is_told_and_the_download_goes_on_when_there_is_room()
    {
        FetchException fault = await FaultOf(Fetch(open: path => new SmallDisk(path, 100_000)));

        Assert.That(fault.Message, Is.EqualTo($"{Part} cannot be written: no space left"));
        Assert.That(fault.Remedy, Does.StartWith("Make room"));
        Assert.That(Server.Asked, Has.Count.EqualTo(1), "a full disk is no matter of trying again");
        long kept = new FileInfo(Part).Length;
        Assert.That(kept, Is.InRange(1, 100_000));

        await Fetch().RunAsync();
        RequireAll();
        Assert.That(Server.Asked[^1], Is.EqualTo($"{kept}-"));
    }

    [Test]
    public async Task What_was_downloaded_when_it_is_cancelled_is_kept()
    {
        using CancellationTokenSource stop = new();

        Assert.That(async () => await Fetch(report: _ => stop.Cancel()).RunAsync(null, stop.Token), Throws.InstanceOf<OperationCanceledException>());

        long kept = new FileInfo(Part).Length;
        Assert.That(kept, Is.Positive);
        Assert.That(InCache, Is.EqualTo(new[] { "small.tar.gz.part" }));
        await Fetch().RunAsync();
        RequireAll();
        Assert.That(Server.Asked[^1], Is.EqualTo(kept == Size ? "" : $"{kept}-"));
    }

    /// <summary>A file on a disk that has no more room.</summary>
    private sealed class SmallDisk(string path, long room) : FileStream(path, FileMode.OpenOrCreate)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > room) throw new IOException("no space left");
            base.Write(buffer, offset, count);
            Flush();
        }
    }
}
