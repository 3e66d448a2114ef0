using System.Collections.Concurrent;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>Prefix runs are trained along with the longer run and have the bits of runs trained by themselves.</summary>
[Category("Slow")]
public class TrainedTogetherTests : SchedulerTests
{
    private static readonly ConcurrentDictionary<Recipe, SortedDictionary<string, string>> TrainedApart = new();

    private static IEnumerable<string> Names => TinyRuns.Longer.Keys;

    [TestCaseSource(nameof(Names))]
    public void Every_file_of_both_is_that_of_runs_trained_apart(string name)
    {
        Recipe longer = TinyRuns.Longer[name], shorter = Prefix(longer);

        IReadOnlyList<RunOutcome> found = RunScheduler(Folder).Run([shorter, longer]);

        Assert.That(StoreContents.Of(Folder), Is.EqualTo(Apart(longer)));
        Assert.That(Started, Is.EqualTo([longer]), "runs that were trained");
        Assert.That(found.Select(outcome => outcome.WasStored), Is.EqualTo([false, false]), "neither was there before");
    }

    [Test]
    public void Interrupted_runs_continue_together_with_the_same_bits()
    {
        Recipe longer = TinyRuns.Longer["ViT-SGD"], shorter = Prefix(longer);

        foreach (int epoch in new[] { 3, shorter.Epochs - 1, shorter.Epochs + 2 })
            Stop(Folder, what => what is RunAdvanced { Progress.Epoch: var reached } && reached >= epoch, [longer, shorter]);
        events.Clear();
        RunScheduler(Folder).Run([longer, shorter]);

        Assert.That(StoreContents.Of(Folder), Is.EqualTo(Apart(longer)));
        Assert.That(Started, Is.EqualTo([longer]), "runs that were trained");
    }

    [Test]
    public void An_interrupted_prefix_run_can_continue_alone()
    {
        Recipe longer = TinyRuns.Longer["ResNet-SGD"], shorter = Prefix(longer);
        Stop(Folder, what => what is RunAdvanced { Progress.Epoch: 3 }, [longer, shorter]);
        events.Clear();

        RunScheduler(Folder).Run([shorter]);

        Assert.That(events.OfType<RunStarted>().Single().FromEpoch, Is.EqualTo(3));
        Assert.That(FilesOf(shorter, StoreContents.Of(Folder)), Is.EqualTo(FilesOf(shorter, Apart(longer))));

        static IEnumerable<KeyValuePair<string, string>> FilesOf(Recipe recipe, SortedDictionary<string, string> files) =>
            files.Where(file => file.Key.Contains(recipe.Hash()[..12], StringComparison.Ordinal));
    }

    // Repeated, because two workers open the shorter run's folder at the same time in one of about ten tries.
    [Test, Repeat(4)]
    public void A_partly_stored_prefix_run_is_checked_and_not_trained_separately([Values(4, 5)] int epoch)
    {
        Recipe longer = TinyRuns.Longer["ViT-Adam"], shorter = Prefix(longer);
        Stop(Folder, what => what is RunAdvanced { Progress: var progress } && progress.Epoch == epoch, [shorter]);
        events.Clear();

        RunScheduler(Folder).Run([shorter, longer]);

        Assert.That(Started, Is.EqualTo([longer]));
        Assert.That(StoreContents.Of(Folder), Is.EqualTo(Apart(longer)));
    }

    [Test]
    public void A_stored_longer_run_does_not_replace_its_prefix_run()
    {
        Recipe longer = TinyRuns.Longer["ViT-SGD"], shorter = Prefix(longer);
        RunScheduler(Folder).Run([longer]);
        events.Clear();

        RunScheduler(Folder).Run([longer, shorter]);

        Assert.That(Started, Is.EqualTo([shorter]));
    }

    [Test]
    public void Stored_prefix_runs_are_not_locked_and_do_not_wait()
    {
        Recipe longer = TinyRuns.Longer["ViT-SGD"], shorter = Prefix(longer);
        RunStore store = new(Folder);
        RunScheduler(Folder).Run([shorter]);
        string kept = store.Names().Single();
        List<bool> free = [];
        events.Clear();

        new RunScheduler(CPU, what =>
        {
            events.Add(what);
            if (what is not RunAdvanced) return;
            using RunLock? held = store.TryLock(kept);
            free.Add(held is not null);
        })
        { Store = store, MaxParallelRuns = 2 }.Run([longer, shorter]);

        Assert.That(free, Has.Count.EqualTo(longer.Epochs).And.All.True);
        Assert.That(events.OfType<RunWaiting>(), Is.Empty);
        Assert.That(events.OfType<RunAlreadyStored>().Select(what => what.Recipe), Is.EqualTo([shorter]));
    }

    [Test]
    public void A_prefix_run_that_is_invalid_or_whose_folder_cannot_be_opened_fails_alone()
    {
        Recipe longer = TinyRuns.Longer["ViT-SGD"], shorter = Prefix(longer);
        using TemporaryFolder apart = new();
        RunScheduler(apart.Path).Run([shorter]);
        File.WriteAllText(Path.Combine(Folder, new RunStore(apart.Path).Names().Single()), "not a folder");

        IReadOnlyList<RunOutcome> outcomes = RunScheduler(Folder).Run([longer, shorter, longer with { Epochs = 0 }]);

        Assert.That(outcomes.Select(outcome => outcome.Error is null), Is.EqualTo([true, false, false]));
    }

    [Test]
    public void A_prefix_run_whose_folder_disappears_is_trained_by_itself()
    {
        Recipe longer = TinyRuns.Longer["ViT-SGD"], shorter = Prefix(longer);

        IReadOnlyList<RunOutcome> outcomes = new RunScheduler(CPU, what =>
        {
            events.Add(what);
            if (what is RunAdvanced { Progress.Epoch: 3 } && events.OfType<RunStarted>().Count() == 1)
                Directory.Delete(Directory.GetDirectories(Folder).Single(run => run.Contains(shorter.Hash()[..12], StringComparison.Ordinal)), recursive: true);
        })
        { Store = new RunStore(Folder), MaxParallelRuns = 1 }.Run([longer, shorter]);

        Assert.That(outcomes.Select(outcome => outcome.Error), Has.All.Null);
        Assert.That(Started, Is.EqualTo([longer, shorter]));
        Assert.That(events.OfType<RunNote>().Select(note => note.Text), Has.One.StartsWith("no longer trains its prefix run along with it: "));
        Assert.That(StoreContents.Of(Folder), Is.EqualTo(Apart(longer)));
    }

    [Test]
    public void Prefixes_differ_only_in_epochs_snapshots_and_label()
    {
        Recipe longer = TinyRuns.Longer["ViT-SGD"], shorter = Prefix(longer);

        Assert.That(shorter.IsPrefixOf(longer), Is.True);
        Assert.That((shorter with { Variant = "short" }).IsPrefixOf(longer), Is.True, "a word for people");
        Assert.That(longer.IsPrefixOf(shorter), Is.False);
        Assert.That(longer.IsPrefixOf(longer), Is.False);
        Assert.That((shorter with { Seed = 99 }).IsPrefixOf(longer), Is.False);
        Assert.That((shorter with { BatchSize = 8 }).IsPrefixOf(longer), Is.False);
        Assert.That((shorter with { Network = new VisionTransformerRecipe { Dimension = 16, Depth = 2 } }).IsPrefixOf(longer), Is.False);
    }

    [Test]
    public void Prefix_runs_are_queued_last_with_one_longer_run_each()
    {
        Recipe longest = TinyRuns.Longer["ViT-SGD"], middle = Prefix(longest), shortest = middle with { Epochs = 2 }, other = TinyRuns.ResNet;

        IReadOnlyList<QueuedRun> queued = QueuedRun.Of([shortest, middle, other, longest]);

        Assert.That(queued.Select(run => run.Recipe), Is.EqualTo([other, longest, shortest, middle]));
        Assert.That(queued[1].Prefixes.Select(run => run.Recipe), Is.EquivalentTo([shortest, middle]));
        Assert.That(queued.Where(run => run.Recipe != longest).SelectMany(run => run.Prefixes), Is.Empty);
    }

    // The files of a run and its prefix run, trained one after the other; kept, because several tests compare with them.
    private static SortedDictionary<string, string> Apart(Recipe longer) => TrainedApart.GetOrAdd(longer, _ =>
    {
        using TemporaryFolder apart = new();
        foreach (Recipe recipe in (Recipe[])[Prefix(longer), longer])
            new RunScheduler(CPU, _ => { }) { Store = new RunStore(apart.Path) }.Run([recipe]);
        return StoreContents.Of(apart.Path);
    });

    private IEnumerable<Recipe> Started => events.OfType<RunStarted>().Select(what => what.Recipe);

    // Some of its snapshots are of epochs at which the longer run has none.
    private static Recipe Prefix(Recipe longer) => longer with { Epochs = 9, Snapshots = new SnapshotSchedule { Logarithmic = 3, Linear = 5 }, Variant = "short" };

    private RunScheduler RunScheduler(string store) => new(CPU, events.Add) { Store = new RunStore(store) };
}
