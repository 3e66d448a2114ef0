using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>A run cut off at every single operation on the disk: what is found afterwards is a state that was committed.</summary>
public sealed class CrashTests : StoreFixture
{
    private string[] hashes = null!;
    private List<string> states = null!;
    private int operations;

    [SetUp]
    public void RunWithoutCrash()
    {
        KilledDisk disk = new(int.MaxValue, torn: false);
        (states, hashes) = Complete(disk);
        operations = disk.Operations;
        Assert.That(states.Distinct().Count(), Is.EqualTo(7), "empty, three epochs, measured, complete, measured again");
        Assert.That(operations, Is.GreaterThan(100));
        Clear();
    }

    [Test]
    public void A_kill_at_any_operation_leaves_a_committed_state_and_the_same_end([Values] bool torn)
    {
        for (int k = 1; k <= operations; k++) AssertSurvives(new KilledDisk(k, torn), $"killed at operation {k}");
    }

    [Test]
    public void A_power_cut_at_any_operation_loses_nothing_that_was_committed([Values(0, 0.5, 1)] double lost)
    {
        for (int k = 1; k <= operations; k++) AssertSurvives(new PowerCutDisk(k, lost), $"power cut at operation {k}");
    }

    [Test]
    public void Killed_again_and_again_a_run_still_ends_the_same()
    {
        // Each life is one operation longer than the one before, and each starts by cleaning up after it.
        int lives = 0;
        for (int k = 1; !Survives(k); k++) lives++;

        Assert.That(lives, Is.GreaterThan(20));
        Assert.That(Hashes(RunPath), Is.EqualTo(hashes));
        Assert.That(Report, Is.Empty);

        bool Survives(int k) => !Crashes(() => With(folder => SmallRun.Finish(folder), new(Root) { Disk = new KilledDisk(k, torn: true) }));
    }

    [Test]
    public void A_repair_that_is_cut_off_is_finished_by_the_next()
    {
        int k = 0;
        bool crashed;
        do
        {
            k++;
            Damage();
            crashed = Crashes(() => With(_ => { }, new(Root) { Disk = new KilledDisk(k, torn: true) }));
            if (crashed) With(_ => { });
            Assert.That(
                Quarantined(),
                Is.EqualTo(new[] { "recipe.json", "resume.safetensors", "snapshots/epoch-00003.safetensors", "thesis.doc" }), $"{k}");
            string state = With(SmallRun.State);
            string without = states[2].Replace(",the network after 3 epochs", "").Replace("3 and its optimizer", "no resume point");
            Assert.That(state, Is.EqualTo(without), $"{k}");
            Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty, $"{k}");
            Clear();
        }
        while (crashed);
        Assert.That(k, Is.GreaterThan(10));

        void Damage()
        {
            MakeUnfinishedRun();
            File.Delete(Path.Combine(RunPath, "measures", SmallRun.MeasureName + ".json"));
            With(_ => { });
            foreach (string file in new[] { "recipe.json", "resume.safetensors", "snapshots/epoch-00003.safetensors" })
                File.AppendAllText(Path.Combine(RunPath, file), "x");
            File.WriteAllText(Path.Combine(RunPath, "thesis.doc"), "mine");
        }
    }

    private void AssertSurvives(FailingDisk disk, string when)
    {
        int committed = 0;
        Assert.That(Crashes(() => With(
            folder =>
            {
                committed++;
                SmallRun.Finish(folder, () => committed++);
            },
            new(Root) { Disk = disk })), when);

        Assert.That(Store.List().Select(run => run.Problem), Is.All.Null, when);
        if (Directory.Exists(RunPath) && File.Exists(Path.Combine(RunPath, "manifest.json")))
            Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty, when);
        string found = With(SmallRun.State);
        // What was committed is there, and nothing else but what the next commit would add.
        int[] allowed = committed == 0 ? [0] : [committed - 1, Math.Min(committed, states.Count - 1)];
        Assert.That(allowed.Select(i => states[i]), Does.Contain(found), when);
        With(folder => SmallRun.Finish(folder));
        Assert.That(Hashes(RunPath), Is.EqualTo(hashes), when);
        Assert.That(Report, Is.Empty, $"{when}: a crash is no damage");
        Clear();
    }

    private (List<string> States, string[] Hashes) Complete(FailingDisk disk)
    {
        List<string> seen = [];
        With(
            folder =>
            {
                seen.Add(SmallRun.State(folder));
                SmallRun.Finish(folder, () => seen.Add(SmallRun.State(folder)));
            },
            new(Root) { Disk = disk });
        return (seen, Hashes(RunPath));
    }
}
