using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>A file of a kept run is damaged: it is noticed, told, put aside, and only what it made invalid is made again.</summary>
public class DamagedRunTests
{
    private static readonly Recipe Recipe = TinyRuns.ViT;
    private static readonly string[] FilesOfARun =
    [
        "environment.json", "manifest.json", "measures/cka-biased-400.json", "metrics.jsonl", "recipe.json",
        "snapshots/epoch-00000.safetensors", "snapshots/epoch-00002.safetensors", "snapshots/epoch-00004.safetensors",
    ];

    private readonly List<RunEvent> events = [];
    private TemporaryFolder folder = null!;
    private RunRecord record = null!;
    private SortedDictionary<string, string> whole = null!;

    private string Run => Directory.GetDirectories(folder.Path).Single(d => Path.GetFileName(d).StartsWith("ViT", StringComparison.Ordinal));

    [SetUp]
    public void Train()
    {
        folder = new TemporaryFolder();
        record = Complete();
        whole = StoreContents.Of(folder.Path);
        events.Clear();
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCaseSource(nameof(FilesOfARun))]
    public void A_flipped_bit_is_noticed_and_made_good(string file) => Damage(file, bytes => bytes[bytes.Length / 2] ^= 1);

    [TestCaseSource(nameof(FilesOfARun))]
    public void A_truncated_file_is_noticed_and_made_good(string file)
    {
        string path = Path.Combine(Run, file);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        AssertMadeGood(file);
    }

    [TestCaseSource(nameof(FilesOfARun))]
    public void A_missing_file_is_noticed_and_made_good(string file)
    {
        File.Delete(Path.Combine(Run, file));
        AssertMadeGood(file);
    }

    [Test]
    public void Damaged_metrics_or_measures_train_nothing([Values("metrics.jsonl", "measures/cka-biased-400.json", "recipe.json")] string file)
    {
        Damage(file, bytes => bytes[0] ^= 1);

        Assert.That(events.OfType<RunAdvanced>(), Is.Empty);
    }

    [Test]
    public void A_damaged_snapshot_trains_no_further_than_itself()
    {
        Damage("snapshots/epoch-00002.safetensors", bytes => bytes[^1] ^= 1);

        Assert.That(events.OfType<RunAdvanced>().Select(a => a.Progress.Epoch), Is.EqualTo(new[] { 1, 2 }));
    }

    private void Damage(string file, Action<byte[]> damage)
    {
        string path = Path.Combine(Run, file);
        byte[] bytes = File.ReadAllBytes(path);
        damage(bytes);
        File.WriteAllBytes(path, bytes);
        AssertMadeGood(file);
    }

    private void AssertMadeGood(string file)
    {
        Records.AssertSameNumbers(Complete(), record);

        Assert.That(events.OfType<RunNote>().Select(n => n.Text), Has.Some.Contains(Path.GetFileName(file)), "it is told");
        Assert.That(
            StoreContents.Of(folder.Path).Where(f => !f.Key.StartsWith("quarantine", StringComparison.Ordinal)),
            Is.EqualTo(whole), "every file is as it was");
        events.RemoveAll(e => e is RunNote);
        Complete();
        Assert.That(events.OfType<RunNote>(), Is.Empty, "nothing is left to repair");
    }

    private RunRecord Complete() => new Laboratory(CPU, events.Add) { Store = new RunStore(folder.Path) }.Run([Recipe])[0].Record!;
}
