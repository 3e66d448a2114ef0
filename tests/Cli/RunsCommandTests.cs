using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RepDynamics.Cli;
using RepDynamics.Profiles;
using RepDynamics.Store;
using RepDynamics.Tests.Store;

namespace RepDynamics.Tests.Cli;

public class RunsCommandTests : CliTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    // Needed by two claims, and by none.
    private static readonly string Wanted = Profile.Smoke.Recipe("ViT-SGD", 12).Hash(), Unwanted = new('a', 64);

    [SetUp]
    public void MakeRuns()
    {
        cli.Time = new FakeTimeProvider(Now - TimeSpan.FromDays(40));
        SmallRun.Make(cli.Store, "old", Unwanted);
        SmallRun.Make(cli.Store, "old-wanted", Wanted);
        cli.Time = new FakeTimeProvider(Now);
        SmallRun.Make(cli.Store, "new", Unwanted);
        SmallRun.Make(cli.Store, "unfinished", Wanted, complete: false);
    }

    [Test]
    public void A_list_has_a_line_a_run()
    {
        Assert.That(cli.Do("runs", "list"), Is.EqualTo(ExitCode.Ok));

        string[] lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.Match(@"^run +condition +seed +profile +state +size +unused  claims$"));
        Assert.That(lines[1], Does.Match(@"^old-wanted  ViT-SGD +12 +smoke +complete +\S+ KiB +40 d  2$"));
        Assert.That(lines[2], Does.Match(@"^unfinished  ViT-SGD +12 +smoke +to epoch 0 +\S+ KiB +0 h  2$"));
        Assert.That(lines[3], Does.Match(@"^new +\? +\? +\? +complete +\S+ KiB +0 h  none$"));
        Assert.That(lines[4], Does.Match(@"^old +\? +\? +\? +complete +\S+ KiB +40 d  none$"));
        Assert.That(lines[5], Does.Match($@"^4 runs, \S+ KiB, in {cli.RunsFolder}$"));
        Assert.That(lines, Has.Length.EqualTo(6));
    }

    [Test]
    public void A_list_names_condition_and_profile_of_registered_and_of_other_seeds_and_a_number_of_claims_where_names_do_not_fit()
    {
        SmallRun.Make(cli.Store, "ResNet-SGD-textures-seed10-0123456789ab-00000001", Profile.Smoke.Recipe("ResNet-SGD", 10).Hash());
        SmallRun.Make(cli.Store, "ResNet-SGD-textures-seed77-0123456789ab-00000002", Profile.Cpu.Recipe("ResNet-SGD-wide", 77).Hash());
        SmallRun.Make(cli.Store, "ResNet-SGD-textures-seed77-0123456789ab-00000003", Unwanted);

        cli.Do("runs", "list");

        string[] lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.One.Match(@"^00000001 +ResNet-SGD +10 +smoke +complete .*  \d+$"));
        Assert.That(lines, Has.One.Match("^00000002 +ResNet-SGD-wide +77 +cpu +complete .* none$"));
        Assert.That(lines, Has.One.Match(@"^00000003 +ResNet-SGD +77 +\? +complete .* none$"));
        Assert.That(lines[..^1].Select(line => line.Length), Has.All.AtMost(80));
        Assert.That(cli.Do("runs", "verify", "00000002"), Is.EqualTo(ExitCode.Ok), "a listed name is enough");
        Assert.That(cli.Out, Does.StartWith("1 run, "));
    }

    [Test]
    public void Profiles_that_do_not_decide_need_their_runs_too()
    {
        SmallRun.Make(cli.Store, "plumbing", Profile.Smoke.Recipe("ResNet-Adam", 10).Hash());

        JsonElement run = cli.Json("runs", "list").GetProperty("runs").EnumerateArray().Single(r => Name(r) == "plumbing");
        Assert.That(run.GetProperty("claims").EnumerateArray().Select(c => c.GetString()), Does.Contain("RegionsSync"));
    }

    [Test]
    public void Damaged_runs_and_other_folders_are_reported_below_the_list()
    {
        Damage("new", "manifest.json");
        Directory.CreateDirectory(Inside("photos"));

        Assert.That(cli.Do("runs", "list"), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Out, Does.Match(@"(?m)^new +\? +\? +\? +damaged .* none$"));
        Assert.That(cli.Out, Does.Match(@"\nnew: manifest\.json is damaged: (.|\n)*photos is\s+no\s+run;\s+left\s+alone\.\n$"));
        JsonElement list = cli.Json("runs", "list");
        Assert.That(list.GetProperty("runs").EnumerateArray().Single(run => Name(run) == "new").GetProperty("problem").GetString(), Does.Contain("damaged"));
        Assert.That(list.GetProperty("notes").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public void Sizes_by_kind_add_up()
    {
        Assert.That(cli.Do("runs", "size"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.StartWith($"4 runs in {cli.RunsFolder}\n  snapshots "));
        Assert.That(cli.Out, Does.Match(@"\n  all +\d\S* KiB\n$"));

        JsonElement bytes = cli.Json("runs", "size").GetProperty("bytes");
        Assert.That(
            bytes.EnumerateObject().Select(p => p.Name),
            Is.EqualTo(new[] { "snapshots", "measures", "resume", "other", "quarantine", "trash", "total" }));
        Assert.That(bytes.GetProperty("resume").GetInt64(), Is.EqualTo(SmallRun.ResumePoint(0).Length));
        Assert.That(
            bytes.GetProperty("total").GetInt64(),
            Is.EqualTo(Directory.GetFiles(cli.RunsFolder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length)));
    }

    [Test]
    public void Intact_runs_are_verified_in_one_line()
    {
        Assert.That(cli.Do("runs", "verify"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.Match($@"^4 runs, \d+ files, \S+ KiB in {cli.RunsFolder}: all match their manifests\.\n$"));

        cli.Do("runs", "verify", "new", "old", "new");
        Assert.That(cli.Out, Does.StartWith("2 runs, "));
        Assert.That(cli.Do("runs", "verify", "old-wnated"), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.ErrorLines[1], Does.Contain("Did you mean old-wanted?"));
    }

    [Test]
    public void Verifying_names_each_file_with_what_is_wrong_and_changes_nothing()
    {
        Damage("new", "snapshots/epoch-00003.safetensors");
        File.Delete(Inside("new", "metrics.jsonl"));
        File.Delete(Inside("old", "manifest.json"));
        File.WriteAllText(Inside("unfinished", "mine.txt"), "");
        string[] before = StoreFixture.Hashes(cli.RunsFolder);

        Assert.That(cli.Do("runs", "verify"), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Out, Does.StartWith("new\n  metrics.jsonl is missing\n  snapshots/epoch-00003.safetensors has "));
        Assert.That(cli.Out, Does.Contain("\nold\n  manifest.json is missing\nunfinished\n  mine.txt is no file of this run\n4 runs, "));
        Assert.That(cli.Out, Does.Contain(": 3 damaged.\n").And.Contain("quarantine"));
        Assert.That(StoreFixture.Hashes(cli.RunsFolder), Is.EqualTo(before));

        JsonElement result = cli.Json("runs", "verify");
        Assert.That(result.GetProperty("sound").GetBoolean(), Is.False);
        Assert.That(
            result.GetProperty("runs").EnumerateArray().Select(r => (r.GetProperty("run").GetString(), r.GetProperty("sound").GetBoolean())),
            Is.EqualTo(new[] { ("new", false), ("old", false), ("old-wanted", true), ("unfinished", false) }));
        Assert.That(cli.Do("runs", "verify", "old-wanted"), Is.EqualTo(ExitCode.Ok), "the others are not selected");
    }

    [Test]
    public void A_long_verification_reports_progress()
    {
        cli.Time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(4) };

        cli.Do("runs", "verify");

        Assert.That(cli.ErrorLines.Select(l => l.Split(',')[0]), Is.EqualTo(new[] { "1 of 4 checked", "3 of 4 checked" }));
    }

    [TestCase("--older-than 6w", "")]
    [TestCase("--older-than 959h", "old old-wanted")]
    [TestCase("--older-than 0d", "new old old-wanted unfinished")]
    [TestCase("--unreferenced", "new old")]
    [TestCase("--unreferenced --older-than 30d", "old")]
    [TestCase("--quarantine", "")]
    public void Prune_shows_its_plan_and_removes_with_yes(string options, string runs)
    {
        string[] asked = ["runs", "prune", .. options.Split(' ')], expected = runs.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] before = StoreFixture.Hashes(cli.RunsFolder);

        JsonElement plan = cli.Json(asked);
        Assert.That(plan.GetProperty("dryRun").GetBoolean(), Is.True);
        Assert.That(plan.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("run").GetString()), Is.EqualTo(expected));
        Assert.That(cli.Do(asked), Is.EqualTo(ExitCode.Ok));
        Assert.That(
            cli.Out,
            expected.Length == 0 ? Is.EqualTo($"There is nothing to remove in {cli.RunsFolder}.\n") : Does.Contain("Nothing was removed; --yes"));
        Assert.That(StoreFixture.Hashes(cli.RunsFolder), Is.EqualTo(before));

        JsonElement outcome = cli.Json([.. asked, "--yes"]);
        Assert.That(outcome.GetProperty("dryRun").GetBoolean(), Is.False);
        Assert.That(outcome.GetProperty("bytes").GetInt64(), Is.EqualTo(plan.GetProperty("bytes").GetInt64()));
        string[] all = ["new", "old", "old-wanted", "unfinished"];
        Assert.That(cli.Store.Names(), Is.EqualTo(all.Except(expected)));
    }

    [Test]
    public void A_plan_has_reasons_sizes_and_needed_runs()
    {
        cli.Do("runs", "prune", "--older-than", "30d");

        string[] lines = cli.Out.Split('\n');
        Assert.That(lines[0], Does.Match(@"^old +\S+ KiB  unused for 40\.0 days$"));
        Assert.That(lines[2], Is.EqualTo("Claims need 1 of these runs and would train them again; --unreferenced excludes them."));
        Assert.That(lines[3], Does.Match(@"^2 folders, \S+ KiB, in .*runs\. Nothing was removed; --yes removes them\.$"));

        cli.Do("runs", "prune", "--older-than", "30d", "-y");
        Assert.That(cli.Out, Does.Match(@"\n2 folders, \S+ KiB, removed in "));
    }

    [Test]
    public void A_run_in_use_stays_and_one_of_an_unknown_recipe_is_not_unreferenced()
    {
        SmallRun.Make(cli.Store, "unknown", Unwanted);
        Damage("unknown", "manifest.json");
        using RunLock held = cli.Store.TryLock("old")!;

        Assert.That(cli.Do("runs", "prune", "--unreferenced", "--yes"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Out, Does.Contain("old stays: in use"));
        Assert.That(cli.Store.Names(), Does.Contain("old").And.Contains("unknown").And.Not.Contains("new"));
    }

    [Test]
    public void Quarantine_is_removed_with_its_option()
    {
        File.WriteAllText(Inside("new", "mine.txt"), "12345");
        SmallRun.Make(cli.Store, "new", Unwanted);

        cli.Do("runs", "prune", "--quarantine", "--older-than", "1h", "--yes");
        Assert.That(cli.Store.Size().Quarantine, Is.EqualTo(5), "it was set aside less than an hour ago");
        cli.Do("runs", "prune", "--quarantine", "--yes");
        Assert.That(cli.Store.Size().Quarantine, Is.Zero);
        Assert.That(cli.Store.Names(), Does.Contain("new"));
    }

    [Test]
    public void Prune_refuses_a_registration_for_an_unknown_profile()
    {
        string file = cli.ProjectLayout.Registration("TinyOne");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"smoke\"", "\"gigantic\"", StringComparison.Ordinal));

        Assert.That(cli.Do("runs", "prune", "--unreferenced", "--yes"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("TinyOne is registered for the profile gigantic"));
        Assert.That(cli.Store.Names(), Has.Count.EqualTo(4));
    }

    [TestCase("list", "No runs are stored in ")]
    [TestCase("size", "0 runs in ")]
    [TestCase("verify", "0 runs, 0 files, 0 B in ")]
    [TestCase("prune --unreferenced --quarantine", "There is nothing to remove in ")]
    [TestCase("prune --older-than 0h --yes", "Nothing was removed in ")]
    public void A_missing_store_is_empty_and_is_not_created(string command, string expected)
    {
        cli.RunsFolder = Path.Combine(cli.Root, "not", "yet");

        Assert.That(cli.Do(["runs", .. command.Split(' ')]), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.StartWith(expected).And.Contains(cli.RunsFolder));
        Assert.That(cli.Do(["runs", .. command.Split(' '), "--json"]), Is.EqualTo(ExitCode.Ok));
        Assert.That(Directory.Exists(Path.Combine(cli.Root, "not")), Is.False);
    }

    private static string? Name(JsonElement run) => run.GetProperty("name").GetString();

    private string Inside(params string[] path) => Path.Combine([cli.RunsFolder, .. path]);

    private void Damage(string run, string file) => File.AppendAllText(Inside(run, file), "x");
}
