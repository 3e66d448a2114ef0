using Microsoft.Extensions.Time.Testing;
using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

internal sealed class PruneTests : StoreFixture
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private RunStore old = null!;
    private RunStore today = null!;

    [SetUp]
    public void MakeRuns()
    {
        today = At(Now);
        old = At(Now - TimeSpan.FromDays(40));
        Make(old, "old", 'a');
        Make(old, "old-wanted", 'b');
        Make(today, "new", 'a');
    }

    [Test]
    public void A_list_has_every_run_and_reports_other_entries()
    {
        Directory.CreateDirectory(Path.Combine(Root, "photos"));
        File.WriteAllText(Path.Combine(Root, "readme.txt"), "x");
        Make(today, "broken", 'd');
        File.AppendAllText(Path.Combine(Root, "broken", "manifest.json"), "x");
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), Path.Combine(Root, "old"));
        List<string> notes = [];

        IReadOnlyList<RunSummary> runs = today.List(notes.Add);

        Assert.That(runs.Select(r => r.Name), Is.EqualTo(new[] { "broken", "new", "old", "old-wanted" }));
        Assert.That(runs[0].Problem, Does.Contain("damaged"));
        Assert.That(runs[0].RecipeHash, Is.Null);
        RunSummary run = runs[2];
        Assert.That(
            (run.RecipeHash, run.Complete, run.Snapshots, run.LastEpoch, run.Problem),
            Is.EqualTo((new string('a', 64), true, 3, 12, (string?)null)));
        Assert.That(run.LastUsed, Is.EqualTo(Now - TimeSpan.FromDays(40)));
        Assert.That(run.Bytes, Is.EqualTo(Bytes("old")));
        Assert.That(run.Size.Snapshots, Is.EqualTo(SmallRun.Epochs.Sum(e => SmallRun.Snapshot(e).Length)));
        Assert.That(run.Size.Measures, Is.EqualTo(SmallRun.Measure(2).Length));
        Assert.That(run.Size.Resume, Is.Zero);
        Assert.That(today.Names(), Is.EqualTo(new[] { "broken", "new", "old", "old-wanted", "photos" }), "whatever may be a run");
        Assert.That(notes, Has.Count.EqualTo(3));
        Assert.That(notes, Has.Some.Contains("photos").And.Some.Contains("readme.txt").And.Some.Contains("link"));
    }

    [Test]
    public void A_run_was_last_used_when_it_was_released()
    {
        FakeTimeProvider clock = new(Now - TimeSpan.FromDays(40));
        RunStore store = new(Root) { Clock = clock, Disk = new QuickDisk() };
        using (RunLock held = store.TryLock("old")!)
        {
            store.Open(new("old", SmallRun.Identity.RecipeJson, new string('a', 64), SmallRun.Identity.Identity, SmallRun.Identity.Environment), held, _ => { });
            clock.Advance(TimeSpan.FromDays(40));
        }

        Assert.That(Names(today.Plan(TimeSpan.FromDays(30))), Is.EqualTo(new[] { "old-wanted" }));
    }

    [Test]
    public void A_plan_lists_removals_and_removes_nothing()
    {
        string[] before = Hashes(Root);

        Assert.That(Names(today.Plan()), Is.Empty);
        Assert.That(Names(today.Plan(TimeSpan.FromDays(30))), Is.EqualTo(new[] { "old", "old-wanted" }));
        Assert.That(Names(today.Plan(TimeSpan.FromDays(41))), Is.Empty);
        Assert.That(Names(today.Plan(null, r => r.RecipeHash![0] == 'a')), Is.EqualTo(new[] { "new", "old" }));
        PruneItem item = today.Plan(TimeSpan.FromDays(30), r => r.RecipeHash![0] == 'a').Single();
        Assert.That((item.Run, item.Bytes, item.Why), Is.EqualTo(("old", Bytes("old"), "unused for 40.0 days, no claim refers to it")));
        Assert.That(Hashes(Root), Is.EqualTo(before));
    }

    [Test]
    public void A_run_in_use_or_used_since_stays()
    {
        IReadOnlyList<PruneItem> plan = today.Plan(TimeSpan.FromDays(30));
        using RunLock held = today.TryLock("old")!;
        Make(today, "old-wanted", 'b');

        PruneOutcome outcome = today.Apply(plan);

        Assert.That(outcome.Removed, Is.Empty);
        Assert.That(outcome.Skipped.Select(s => s.Why), Is.EqualTo(new[] { "in use", "used since the plan was made" }));
        Assert.That(today.List().Select(r => r.Name), Is.EqualTo(new[] { "new", "old", "old-wanted" }));
    }

    [Test]
    public void Cut_off_at_any_operation_a_prune_leaves_whole_runs_and_trash_that_the_next_removes()
    {
        int k = 0;
        bool crashed;
        do
        {
            k++;
            Clear();
            MakeRuns();
            RunStore dying = new(Root) { Clock = new FakeTimeProvider(Now), Disk = new KilledDisk(k, torn: true) };
            crashed = Crashes(() => dying.Apply(dying.Plan(TimeSpan.FromDays(30))));
            foreach (RunSummary run in today.List()) Assert.That(today.Verify(run.Name)!.Sound, $"{k}");
            today.Apply(today.Plan(TimeSpan.FromDays(30)));
            Assert.That(Directory.GetDirectories(Root).Select(Path.GetFileName), Is.EquivalentTo(new[] { ".locks", "new" }), $"{k}");
        }
        while (crashed);
        Assert.That(k, Is.GreaterThan(4));
    }

    [Test]
    public void Trash_is_counted_planned_and_removed()
    {
        Directory.CreateDirectory(Path.Combine(Root, ".trash-old-x", "snapshots"));
        File.WriteAllText(Path.Combine(Root, ".trash-old-x", "snapshots", "a"), "12345");

        Assert.That(today.Size().Trash, Is.EqualTo(5));
        IReadOnlyList<PruneItem> plan = today.Plan();
        Assert.That(plan.Select(i => (i.Kind, i.Path, i.Bytes)), Is.EqualTo(new[] { (PruneKind.Trash, ".trash-old-x", 5L) }));
        Assert.That(today.Apply(plan).Removed, Has.Count.EqualTo(1));
        Assert.That(today.Size().Trash, Is.Zero);
    }

    [Test]
    public void Quarantine_is_removed_only_on_request_and_by_age()
    {
        SetAside("old", old);
        SetAside("new");

        Assert.That(today.Plan(TimeSpan.FromDays(30)).Select(i => i.Kind), Has.None.EqualTo(PruneKind.Quarantine));
        IReadOnlyList<PruneItem> plan = today.Plan(TimeSpan.FromDays(30), _ => false, includeQuarantine: true);
        Assert.That(plan.Select(i => (i.Kind, i.Run, i.Bytes)), Is.EqualTo(new[] { (PruneKind.Quarantine, "old", 3L) }));
        today.Apply(plan);
        Assert.That(Directory.GetDirectories(Path.Combine(Root, "quarantine")).Select(Path.GetFileName), Is.EqualTo(new[] { "new" }));
        today.Apply(today.Plan(includeQuarantine: true));
        Assert.That(today.Size().Quarantine, Is.Zero);
        Assert.That(today.List(), Has.Count.EqualTo(3));
    }

    private static IEnumerable<string> Names(IReadOnlyList<PruneItem> plan) => plan.Select(item => item.Run);

    private RunStore At(DateTimeOffset now) => new(Root) { Clock = new FakeTimeProvider(now), Disk = new QuickDisk() };

    private static void Make(RunStore store, string name, char hash) => SmallRun.Make(store, name, new string(hash, 64));

    private void SetAside(string name, RunStore? store = null)
    {
        File.WriteAllText(Path.Combine(Root, name, "extra"), "123");
        Make(store ?? today, name, 'a');
    }

    private long Bytes(string path) =>
        Directory.GetFiles(Path.Combine(Root, path), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
}
