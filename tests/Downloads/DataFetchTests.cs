using RepDynamics.Downloads;

namespace RepDynamics.Tests.Downloads;

/// <summary>What may be wrong with an archive that came whole, and with the place where it goes.</summary>
public class DataFetchTests : FetchFixture
{
    private string Beside(string name) => Path.Combine(Path.GetDirectoryName(Target)!, name);

    [Test]
    public async Task Another_checksum_is_refused_and_the_next_download_begins_anew()
    {
        byte[] damaged = [.. SmallArchive.Bytes];
        damaged[^20] ^= 1;
        Server.Content = damaged;
        string expected = SmallArchive.Of(SmallArchive.Bytes).Md5, found = SmallArchive.Of(damaged).Md5;

        FetchException fault = await FaultOf(Fetch());

        Assert.That(fault.Message, Does.StartWith(Part).And.Contain($"expected MD5 {expected}, found {found}"));
        Assert.That(fault.Remedy, Does.StartWith("It is removed: fetch it again."));
        Assert.That(InCache, Is.Empty);

        Server.Content = SmallArchive.Bytes;
        await Fetch().RunAsync();
        RequireAll();
        Assert.That(Server.Asked, Is.EqualTo(new[] { "", "" }));
    }

    [Test]
    public async Task An_archive_that_leads_elsewhere_leaves_everything_as_it_was()
    {
        byte[] hostile = SmallArchive.Pack(SmallArchive.File($"{SmallArchive.Folder}/one.bin", SmallArchive.Files["one.bin"]), SmallArchive.File("../escaped", [1]));
        Server.Content = hostile;
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "notes"), "mine");

        FetchException fault = await FaultOf(Fetch(SmallArchive.Of(hostile, Server.Address)));

        Assert.That(fault.Message, Does.Contain("'../escaped' leads out of the archive"));
        Assert.That(InCache, Is.EquivalentTo(new[] { SmallArchive.Folder, "small.tar.gz.part" }));
        Assert.That(Directory.GetFileSystemEntries(Target).Select(Path.GetFileName), Is.EqualTo(new[] { "notes" }));
        Assert.That(File.Exists(Path.Combine(Path.GetDirectoryName(Beside(""))!, "..", "escaped")), Is.False);
    }

    [Test]
    public async Task An_archive_at_hand_is_taken_and_stays()
    {
        string file = Beside("carried.tar.gz");
        await File.WriteAllBytesAsync(file, SmallArchive.Bytes);

        await Fetch().RunAsync(file);

        Assert.That(File.ReadAllBytes(Path.Combine(Target, "two.bin")), Is.EqualTo(SmallArchive.Files["two.bin"]));
        Assert.That(InCache, Is.EquivalentTo(new[] { SmallArchive.Folder, "carried.tar.gz" }));
        Assert.That(Server.Asked, Is.Empty);
    }

    [Test]
    public async Task An_archive_at_hand_that_is_cut_short_is_refused_and_stays()
    {
        string file = Beside("carried.tar.gz");
        await File.WriteAllBytesAsync(file, SmallArchive.Bytes[..5000]);

        FetchException fault = await FaultOf(Fetch(), file);

        Assert.That(fault.Message, Does.StartWith($"{file} is not small.tar.gz as published"));
        Assert.That(fault.Remedy, Does.StartWith("Give another file."));
        Assert.That(InCache, Is.EqualTo(new[] { "carried.tar.gz" }));
    }

    [Test]
    public async Task A_mirror_is_asked_in_place_of_the_authors()
    {
        await Fetch(SmallArchive.Of(SmallArchive.Bytes)).RunAsync(Server.Address.ToString());

        RequireAll();
    }

    [TestCase("nowhere.tar.gz")]
    [TestCase("ftp://127.0.0.1/small.tar.gz")]
    [TestCase("")]
    public async Task Neither_a_file_nor_an_address_is_told(string from)
    {
        FetchException fault = await FaultOf(Fetch(), from);

        Assert.That(fault.Message, Is.EqualTo($"There is no file {from}."));
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public async Task A_folder_that_lacks_a_file_is_replaced_as_a_whole_but_for_what_is_none_of_the_data()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, "one.bin"), new byte[1000]);
        File.WriteAllBytes(Path.Combine(Target, "two.bin"), new byte[300_000]);
        File.WriteAllText(Path.Combine(Target, "notes"), "mine");

        Assert.That((await Fetch().RunAsync()).WasThere, Is.False);

        RequireAll();
        Assert.That(File.ReadAllText(Path.Combine(Target, "notes")), Is.EqualTo("mine"));
    }

    [Test]
    public async Task A_file_of_another_size_is_not_taken_for_the_data()
    {
        await Fetch().RunAsync();
        File.WriteAllBytes(Path.Combine(Target, "one.bin"), new byte[999]);

        Assert.That((await Fetch().RunAsync()).WasThere, Is.False);
        RequireAll();
    }

    [Test]
    public async Task What_a_killed_process_left_is_swept_away()
    {
        Directory.CreateDirectory($"{Target}.part");
        File.WriteAllText(Path.Combine($"{Target}.part", "one.bin"), "half");

        await Fetch().RunAsync();

        RequireAll();
    }

    [Test]
    public async Task Two_at_once_do_not_get_in_each_others_way()
    {
        FetchException? second = null;
        Task other = Task.CompletedTask;

        await Fetch(report: progress =>
        {
            if (second is null && progress.Stage == FetchStage.Unpacking) other = Task.Run(async () => second = await FaultOf(Fetch()));
            other.Wait();
        }).RunAsync();

        RequireAll();
        Assert.That(second?.Message, Is.EqualTo("The small set is being fetched by another process."));
    }

    [Test]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Beside("file"), "in the way");
        DataFetch fetch = new() { Archive = SmallArchive.Of(SmallArchive.Bytes, Server.Address), ReadFrom = Target, Target = Path.Combine(Beside("file"), "set") };

        FetchException fault = await FaultOf(fetch);

        Assert.That(fault.Message, Does.StartWith($"The small set cannot be put into {Beside("file")}: "));
        Assert.That(fault.Remedy, Does.Contain("REPDYNAMICS_DATA"));
    }
}
