using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>A damaged file of a stored run is reported and moved to quarantine, and only what depends on it is made again.</summary>
[Category("Slow")]
public class DamagedRunTests : SchedulerTests
{
    private static readonly Recipe Recipe = TinyRuns.ViT;
    private static readonly string[] FilesOfARun =
    [
        "environment.json", "manifest.json", "measures/cka-biased-400.json", "metrics.jsonl", "recipe.json",
        "snapshots/epoch-00000.safetensors", "snapshots/epoch-00002.safetensors", "snapshots/epoch-00004.safetensors",
    ];

    private readonly TemporaryFolder trained = new();
    private RunRecord record = null!;
    private SortedDictionary<string, string> whole = null!;

    private string Run => Directory.GetDirectories(Folder).Single(d => Path.GetFileName(d).StartsWith("ViT", StringComparison.Ordinal));

    [OneTimeSetUp]
    public void Train()
    {
        record = RunScheduler(trained.Path, _ => { }).Run([Recipe])[0].Record!;
        whole = StoreContents.Of(trained.Path);
    }

    [OneTimeTearDown]
    public void Forget() => trained.Dispose();

    [SetUp]
    public void Copy() => TemporaryFolder.Copy(trained.Path, Folder);

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
    public void Damaged_measures_train_nothing([Values("measures/cka-biased-400.json", "recipe.json")] string file)
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

    [Test]
    public void Damaged_metrics_are_trained_again_and_the_snapshots_checked()
    {
        Damage("metrics.jsonl", bytes => bytes[^1] ^= 1);

        Assert.That(events.OfType<RunAdvanced>().Select(a => a.Progress.Epoch), Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void A_damaged_environment_is_written_again_with_a_note_that_it_was()
    {
        Damage("environment.json", bytes => bytes[^20] ^= 1);

        Assert.That(Complete().Environment, Does.ContainKey("note"));
    }

    [Test]
    public void A_snapshot_lost_behind_a_resume_point_is_trained_again_after_the_rest_and_survives_another_stop([Values] bool resNet)
    {
        Recipe recipe = TinyRuns.Longer[resNet ? "ResNet-Adam" : "ViT-SGD"];
        using TemporaryFolder undisturbed = new();
        RunScheduler(undisturbed.Path, _ => { }).Run([recipe]);
        using TemporaryFolder store = new();
        StopAfter(store.Path, recipe, epoch: 9);
        Corrupt(Path.Combine(FolderOf(store.Path), "snapshots", "epoch-00004.safetensors"));

        // On to the end from the resume point, then from the start: stopped within that, it goes on from there.
        Assert.That(StopAfter(store.Path, recipe, epoch: 2), Is.EqualTo(new[] { 10, 11, 12, 13, 14, 15, 16, 1, 2 }));
        List<RunEvent> last = [];
        RunScheduler(store.Path, last.Add).Run([recipe]);

        Assert.That(last.OfType<RunAdvanced>().Select(a => a.Progress.Epoch), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(Sound(store.Path), Is.EqualTo(StoreContents.Of(undisturbed.Path)));
    }

    [Test]
    public void A_damaged_resume_point_restarts_training_and_checks_stored_snapshots()
    {
        Recipe recipe = TinyRuns.Longer["ResNet-SGD"];
        using TemporaryFolder undisturbed = new();
        RunScheduler(undisturbed.Path, _ => { }).Run([recipe]);
        using TemporaryFolder store = new();
        StopAfter(store.Path, recipe, epoch: 9);
        Corrupt(Path.Combine(FolderOf(store.Path), "resume.safetensors"));

        RunScheduler(store.Path, _ => { }).Run([recipe]);

        Assert.That(Sound(store.Path), Is.EqualTo(StoreContents.Of(undisturbed.Path)));
    }

    [Test]
    public void A_retrained_snapshot_that_differs_from_the_stored_one_is_an_error()
    {
        // Another seed's snapshots under this run's name, all hashes in order: what a run on other numerics would leave.
        RunStore store = new(Folder);
        string name = Path.GetFileName(Run);
        var identity = RunKey.Of(Recipe, Recipe.Data.Load(Recipe.Seed), CPU);
        Directory.Delete(Run, recursive: true);
        using (RunLock held = store.TryLock(name)!)
        {
            RunFolder foreign = store.Open(identity, held, _ => { });
            foreign.WriteSnapshot(2, stream => stream.Write("another network"u8));
            foreign.Commit(stream => stream.Write("soon lost"u8));
        }
        File.Delete(Path.Combine(Run, "resume.safetensors"));

        RunOutcome outcome = new RunScheduler(CPU, events.Add) { Store = store }.Run([Recipe])[0];

        Assert.That(outcome.Error, Is.TypeOf<InvalidDataException>().With.Message.Match("epoch 2 differs from the stored snapshot.*Move .* away"));
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

        Assert.That(events.OfType<RunNote>().Select(n => n.Text), Has.Some.Contains(Path.GetFileName(file)), "it is reported");
        // What ran it cannot be known again: the file, and the manifest that describes it, say so.
        string[] other = file == "environment.json" ? [file, "manifest.json"] : [];
        Assert.That(Sound().Where(f => !other.Contains(Path.GetFileName(f.Key))), Is.EqualTo(whole.Where(f => !other.Contains(Path.GetFileName(f.Key)))), "every file is as it was");
        events.RemoveAll(e => e is RunNote);
        Complete();
        Assert.That(events.OfType<RunNote>(), Is.Empty, "nothing is left to repair");
    }

    private RunRecord Complete() => RunScheduler(Folder, events.Add).Run([Recipe])[0].Record!;

    private static RunScheduler RunScheduler(string store, Action<RunEvent> report) =>
        new(CPU, report) { Store = new RunStore(store), MaxParallelRuns = 1 };

    // The epochs it trained until it was stopped after one.
    private static int[] StopAfter(string store, Recipe recipe, int epoch)
    {
        List<int> trained = [];
        Stop(
            store,
            what =>
            {
                if (what is RunAdvanced advanced) trained.Add(advanced.Progress.Epoch);
                return trained.Count > 0 && trained[^1] == epoch;
            },
            recipe);
        return [.. trained];
    }

    private static void Corrupt(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static string FolderOf(string store) =>
        Directory.GetDirectories(store).Single(d => !Path.GetFileName(d).StartsWith('.') && Path.GetFileName(d) != "quarantine");

    private SortedDictionary<string, string> Sound() => Sound(Folder);

    private static SortedDictionary<string, string> Sound(string store) =>
        new(StoreContents.Of(store).Where(f => !f.Key.StartsWith("quarantine", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
}
