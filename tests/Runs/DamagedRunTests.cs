using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static RepDynamics.Tests.Store.DamageTests;
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

    [Test]
    public void Damage_is_noticed_and_made_good(
        [ValueSource(nameof(FilesOfARun))] string file, [Values(Harm.FlippedBitInTheMiddle, Harm.LastByteCut, Harm.Deleted)] Harm harm)
    {
        Do(harm, Path.Combine(Run, file));

        AssertMadeGood(file);
    }

    [TestCase("measures/cka-biased-400.json", 0)]
    [TestCase("recipe.json", 0)]
    [TestCase("snapshots/epoch-00002.safetensors", 2)]
    [TestCase("metrics.jsonl", 4, Description = "and the snapshots are checked")]
    public void Training_goes_no_further_than_what_was_lost(string file, int epochs)
    {
        Do(Harm.FlippedBitInTheMiddle, Path.Combine(Run, file));

        AssertMadeGood(file);
        Assert.That(events.OfType<RunAdvanced>().Select(a => a.Progress.Epoch), Is.EqualTo(Enumerable.Range(1, epochs)));
    }

    [Test]
    public void A_damaged_environment_is_written_again_with_a_note_that_it_was()
    {
        Do(Harm.FlippedBitInTheMiddle, Path.Combine(Run, "environment.json"));

        Assert.That(Complete().Environment, Does.ContainKey("note"));
    }

    [TestCase("ResNet-Adam")]
    [TestCase("ViT-SGD")]
    public void A_snapshot_lost_behind_a_resume_point_is_trained_again_after_the_rest_and_survives_another_stop(string name) => AssertSameEnd(name, store =>
    {
        Do(Harm.FlippedBitInTheMiddle, Path.Combine(FolderOf(store), "snapshots", "epoch-00004.safetensors"));

        // On to the end from the resume point, then from the start: stopped within that, it goes on from there.
        Assert.That(StopAfter(store, TinyRuns.Longer[name], epoch: 2), Is.EqualTo(new[] { 10, 11, 12, 13, 14, 15, 16, 1, 2 }));
        RunScheduler(store, events.Add).Run([TinyRuns.Longer[name]]);
        Assert.That(events.OfType<RunAdvanced>().Select(a => a.Progress.Epoch), Is.EqualTo(new[] { 3, 4 }));
    });

    [Test]
    public void A_damaged_resume_point_restarts_training_and_checks_stored_snapshots() => AssertSameEnd("ResNet-SGD", store =>
    {
        Do(Harm.FlippedBitInTheMiddle, Path.Combine(FolderOf(store), "resume.safetensors"));
        RunScheduler(store, _ => { }).Run([TinyRuns.Longer["ResNet-SGD"]]);
    });

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

    // A run that is stopped after epoch 9, damaged and completed has the files of an undisturbed one.
    private void AssertSameEnd(string name, Action<string> damageAndComplete)
    {
        using TemporaryFolder undisturbed = new(), store = new();
        RunScheduler(undisturbed.Path, _ => { }).Run([TinyRuns.Longer[name]]);
        StopAfter(store.Path, TinyRuns.Longer[name], epoch: 9);

        damageAndComplete(store.Path);

        Assert.That(Sound(store.Path), Is.EqualTo(StoreContents.Of(undisturbed.Path)));
    }

    private void AssertMadeGood(string file)
    {
        Records.AssertSameNumbers(Complete(), record);

        Assert.That(events.OfType<RunNote>().Select(n => n.Text), Has.Some.Contains(Path.GetFileName(file)), "it is reported");
        // What ran it cannot be known again: the file, and the manifest that describes it, say so.
        string[] other = file == "environment.json" ? [file, "manifest.json"] : [];
        Assert.That(Sound(Folder).Where(f => !other.Contains(Path.GetFileName(f.Key))), Is.EqualTo(whole.Where(f => !other.Contains(Path.GetFileName(f.Key)))), "every file is as it was");
        events.RemoveAll(e => e is RunNote);
        Complete();
        Assert.That(events.OfType<RunNote>(), Is.Empty, "nothing is left to repair");
    }

    private RunRecord Complete() => RunScheduler(Folder, events.Add).Run([Recipe])[0].Record!;

    private static RunScheduler RunScheduler(string store, Action<RunEvent> report) =>
        new(CPU, report) { Store = new RunStore(store), MaxParallelRuns = 1 };

    // The epochs it trained until it was stopped after one.
    private int[] StopAfter(string store, Recipe recipe, int epoch)
    {
        Stop(store, what => what is RunAdvanced advanced && advanced.Progress.Epoch == epoch, [recipe]);
        int[] trained = [.. events.OfType<RunAdvanced>().Select(a => a.Progress.Epoch)];
        events.Clear();
        return trained;
    }

    private static string FolderOf(string store) =>
        Directory.GetDirectories(store).Single(d => !Path.GetFileName(d).StartsWith('.') && Path.GetFileName(d) != "quarantine");

    private static SortedDictionary<string, string> Sound(string store) =>
        new(StoreContents.Of(store).Where(f => !f.Key.StartsWith("quarantine", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
}
