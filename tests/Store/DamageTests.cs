using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>Every kind of damage to every kind of file: found, named and moved to quarantine; nothing else is lost.</summary>
public sealed class DamageTests : StoreFixture
{
    private const string Snapshot = "snapshots/epoch-00003.safetensors";
    private const string Measure = $"measures/{SmallRun.MeasureName}.json";

    private static readonly string[] Paths =
        ["recipe.json", "environment.json", "metrics.jsonl", Snapshot, Measure, "resume.safetensors", "manifest.json"];

    public enum Harm
    {
        FlippedBitEarly,
        FlippedBitInTheMiddle,
        FlippedBitLate,
        Emptied,
        CutInHalf,
        LastByteCut,
        ByteAdded,
        Deleted,
        MadeALink,
        MadeAFolder,
    }

    [Test]
    public void Damage_is_found_named_and_set_aside([ValueSource(nameof(Paths))] string path, [Values] Harm harm, [Values] bool complete)
    {
        if (complete && path == "resume.safetensors") return;
        if (complete) MakeCompleteRun();
        else MakeUnfinishedRun();
        string before = With(SmallRun.State);
        Assert.That(Report, Is.Empty);
        byte[] original = File.ReadAllBytes(Full(path));
        Do(harm, Full(path), Path.Combine(Root, "elsewhere"));
        // More metrics than were committed is what a kill leaves in a run that is being trained.
        bool isDamage = path != "metrics.jsonl" || harm != Harm.ByteAdded || complete;

        RunCheck check = Store.Verify(SmallRun.Name)!;
        Assert.That(check.Findings.Select(f => f.Path), isDamage ? Does.Contain(path) : Is.Empty);
        string after = With(SmallRun.State);

        Assert.That(after, Is.EqualTo(isDamage ? Expected(before, path) : before));
        Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty, "repaired");
        if (!isDamage)
        {
            Assert.That(Report, Is.Empty);
            return;
        }
        Assert.That(Report, Has.Some.Contains(path));
        Assert.That(Report, Has.All.StartsWith(SmallRun.Name));
        string[] aside = Quarantined();
        if (path == "manifest.json")
            Assert.That(aside.Length, Is.GreaterThanOrEqualTo(harm == Harm.Deleted ? 5 : 6), "everything");
        else
            Assert.That(aside, Is.EqualTo(harm switch { Harm.Deleted => [], Harm.MadeAFolder => [path + "/inside"], _ => new[] { path } }));
        if (path is "recipe.json") Assert.That(File.ReadAllBytes(Full(path)), Is.EqualTo(original), "written again");

        // The repaired run can be completed, and then equals an undamaged one.
        With(folder =>
        {
            if (folder.Complete) return;
            foreach (int epoch in SmallRun.Epochs.Where(e => !folder.Snapshots.Contains(e)))
                folder.WriteEpoch(epoch);
            foreach (int epoch in folder.Snapshots.Except(folder.Metrics.Select(m => m.Epoch))) folder.WriteMetrics(SmallRun.Metrics(epoch));
            folder.MarkComplete();
        });
        With(folder => SmallRun.Finish(folder));
        string[] end = Hashes(RunPath);
        Clear();
        MakeCompleteRun();
        // What ran it cannot be known again: the file, and the manifest that describes it, say so.
        Assert.That(end.Where(IsRestored), Is.EqualTo(Hashes(RunPath).Where(IsRestored)));

        bool IsRestored(string hash) =>
            path != "environment.json" || !(hash.StartsWith(path, StringComparison.Ordinal) || hash.StartsWith("manifest.json", StringComparison.Ordinal));
    }

    [Test]
    public void Every_byte_counts([Values] bool complete)
    {
        if (complete) MakeCompleteRun();
        else MakeUnfinishedRun();
        string[] files = [.. Directory.GetFiles(RunPath, "*", SearchOption.AllDirectories)];
        Assert.That(files, Has.Length.EqualTo(8), "every kind");
        Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty);
        int seed = 0;
        foreach (string file in files)
        {
            string path = Path.GetRelativePath(RunPath, file);
            byte[] content = File.ReadAllBytes(file);
            for (int i = 0; i < content.Length; i++)
            {
                byte bit = (byte)(1 << (seed++ * 5 % 8));
                content[i] ^= bit;
                File.WriteAllBytes(file, content);
                string[] named = [.. Store.Verify(SmallRun.Name)!.Findings.Select(f => f.Path)];
                Assert.That(named, Is.EqualTo(new[] { path }), $"{path} byte {i} bit {bit}");
                content[i] ^= bit;
            }
            File.WriteAllBytes(file, content);
        }
        Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty);
    }

    [Test]
    public void A_file_a_folder_and_a_link_that_do_not_belong_there_are_set_aside_whole_and_never_followed()
    {
        MakeCompleteRun();
        string before = With(SmallRun.State);
        string outside = Path.Combine(Root, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "precious.part"), "x");
        File.WriteAllText(Full("notes.txt"), "mine");
        File.WriteAllText(Full("resume.safetensors"), "a complete run has none");
        File.WriteAllText(Full("snapshots/epoch-00099.safetensors"), "of no commit");
        Directory.CreateDirectory(Full("plots/deep"));
        File.WriteAllText(Full("plots/deep/a.png"), "png");
        Directory.CreateSymbolicLink(Full("linked"), outside);
        File.CreateSymbolicLink(Full("measures/linked.json"), Path.Combine(outside, "precious.part"));
        File.CreateSymbolicLink(Full("broken"), "/nowhere/at/all");
        string[] expected =
        [
            "broken", "linked", "measures/linked.json", "notes.txt", "plots/deep/a.png", "resume.safetensors",
            "snapshots/epoch-00099.safetensors",
        ];

        Assert.That(
            Store.Verify(SmallRun.Name)!.Findings.Select(f => f.Path),
            Is.EqualTo(expected.Select(path => path == "plots/deep/a.png" ? "plots" : path)));
        Assert.That(With(SmallRun.State), Is.EqualTo(before));
        Assert.That(Quarantined(), Is.EqualTo(expected));
        Assert.That(Report, Has.Count.EqualTo(expected.Length));
        Assert.That(File.ReadAllText(Path.Combine(outside, "precious.part")), Is.EqualTo("x"));
        Assert.That(Store.Verify(SmallRun.Name)!.Sound);
    }

    [Test]
    public void Snapshots_reached_through_a_link_are_not_this_runs()
    {
        MakeCompleteRun();
        string outside = Path.Combine(Root, "outside");
        Directory.Move(Full("snapshots"), outside);
        Directory.CreateSymbolicLink(Full("snapshots"), outside);

        With(folder => Assert.That(folder.Snapshots, Is.Empty));

        Assert.That(Directory.GetFiles(outside), Has.Length.EqualTo(3), "untouched");
        Assert.That(Quarantined(), Is.EqualTo(new[] { "snapshots" }));
    }

    [Test]
    public void Damage_while_a_run_is_open_is_not_handed_out()
    {
        MakeCompleteRun();
        With(folder =>
        {
            Do(Harm.FlippedBitLate, Full(Snapshot));
            Assert.That(() => folder.ReadSnapshot(3), Throws.TypeOf<InvalidDataException>().With.Message.Contains("epoch-00003"));
            Assert.That(() => folder.ReadSnapshot(12), Throws.Nothing);
        });
    }

    [Test]
    public void Two_openings_that_find_damage_keep_both_finds()
    {
        MakeCompleteRun();
        for (int i = 0; i < 3; i++)
        {
            File.WriteAllText(Full("notes.txt"), $"{i}");
            With(_ => { });
        }

        Assert.That(Quarantined(), Is.EqualTo(new[] { "notes.txt", "notes.txt", "notes.txt" }));
    }

    [Test]
    public void Another_runs_folder_is_refused_and_left_as_it_is()
    {
        MakeCompleteRun();
        string[] before = Hashes(Root);
        RunKey asked = SmallRun.Identity;

        AssertRefused(new(asked.Name, asked.RecipeJson, asked.RecipeHash, new string('c', 64), asked.Environment), "identity");
        AssertRefused(new(asked.Name, asked.RecipeJson, new string('c', 64), asked.Identity, asked.Environment), "hash");
        AssertRefused(new(asked.Name, "{}", asked.RecipeHash, asked.Identity, asked.Environment), "recipe.json");
        Directory.Move(RunPath, Path.Combine(Root, "copy"));
        AssertRefused(new("copy", asked.RecipeJson, asked.RecipeHash, asked.Identity, asked.Environment), "copy of the run " + SmallRun.Name);
        Directory.Move(Path.Combine(Root, "copy"), RunPath);
        File.Delete(Path.Combine(Root, ".locks", "copy"));
        Assert.That(Hashes(Root), Is.EqualTo(before));

        void AssertRefused(RunKey other, string why)
        {
            using RunLock held = Store.TryLock(other.Name)!;
            Assert.That(
                () => Store.Open(other, held, Report.Add),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(why).And.Message.Contains(Path.Combine(Root, other.Name)));
        }
    }

    [Test]
    public void Another_environment_is_no_other_run_and_the_first_stays_on_record()
    {
        MakeUnfinishedRun();
        string before = File.ReadAllText(Full("environment.json"));
        RunKey asked = SmallRun.Identity;
        using RunLock held = Store.TryLock(asked.Name)!;
        Store.Open(
            new(asked.Name, asked.RecipeJson, asked.RecipeHash, asked.Identity, new Dictionary<string, string> { ["host"] = "other" }),
            held, Report.Add);

        Assert.That(File.ReadAllText(Full("environment.json")), Is.EqualTo(before));
        Assert.That(before, Does.StartWith("{\n  \"identity\": \"bbb").And.Contain("\"cpu\"").And.EndsWith("}\n"));
        Assert.That(before.IndexOf("cpu", StringComparison.Ordinal), Is.LessThan(before.IndexOf("threads", StringComparison.Ordinal)));
        Assert.That(Report, Is.Empty);
    }

    // What is left after one file was lost.
    private static string Expected(string before, string path)
    {
        string[] parts = before.Split('|');
        switch (path)
        {
            case "manifest.json": return "False|||no resume point|no measure";
            case "metrics.jsonl": (parts[0], parts[2]) = ("False", ""); break;
            case Snapshot: (parts[0], parts[1]) = ("False", parts[1].Replace(",the network after 3 epochs", "")); break;
            case Measure: parts[4] = "no measure"; break;
            case "resume.safetensors": parts[3] = "no resume point"; break;
        }
        return string.Join('|', parts);
    }

    /// <param name="elsewhere">The path that the file is moved to when a link replaces it.</param>
    internal static void Do(Harm harm, string file, string elsewhere = "")
    {
        byte[] content = File.ReadAllBytes(file);
        switch (harm)
        {
            case Harm.FlippedBitEarly: Flip(1, 0x10); break;
            case Harm.FlippedBitInTheMiddle: Flip(content.Length / 2, 0x01); break;
            case Harm.FlippedBitLate: Flip(content.Length - 1, 0x80); break;
            case Harm.Emptied: File.WriteAllBytes(file, []); break;
            case Harm.CutInHalf: File.WriteAllBytes(file, content[..(content.Length / 2)]); break;
            case Harm.LastByteCut: File.WriteAllBytes(file, content[..^1]); break;
            case Harm.ByteAdded: File.WriteAllBytes(file, [.. content, 10]); break;
            case Harm.Deleted: File.Delete(file); break;
            case Harm.MadeALink:
                File.Move(file, elsewhere);
                File.CreateSymbolicLink(file, elsewhere);
                break;
            case Harm.MadeAFolder:
                File.Delete(file);
                Directory.CreateDirectory(file);
                File.WriteAllText(Path.Combine(file, "inside"), "");
                break;
        }

        void Flip(int i, byte bit)
        {
            content[i] ^= bit;
            File.WriteAllBytes(file, content);
        }
    }

    private string Full(string path) => Path.Combine(RunPath, path);
}
