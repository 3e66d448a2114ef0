using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>Processes that share a store, and the ways to the same run.</summary>
[Category("Slow")]
public class SharedStoreTests : FolderFixture
{
    private static readonly string[] Names = ["ViT-SGD:5", "ResNet-Adam:5", "ViT-Adam:6"];

    [Test]
    public void Two_processes_that_want_the_same_runs_train_each_once()
    {
        using HostProcess one = new(Folder, 1, Names), other = new(Folder, 1, Names);
        one.Succeeds();
        other.Succeeds();

        string[] lines = [.. one.Lines, .. other.Lines];
        foreach (Recipe recipe in Names.Select(TinyRuns.Named))
        {
            Assert.That(lines.Count(l => l.StartsWith($"RunStarted {recipe.Name()}", StringComparison.Ordinal)), Is.EqualTo(1), recipe.Name());
            Assert.That(lines.Count(l => l == $"RunFinished {recipe.Name()}"), Is.EqualTo(1), recipe.Name());
            Assert.That(lines.Count(l => l == $"RunAlreadyStored {recipe.Name()}"), Is.EqualTo(1), recipe.Name());
        }
        Assert.That(lines.Where(l => l.StartsWith("RunFailed", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void A_waiting_process_continues_when_the_other_is_killed()
    {
        using HostProcess one = new(Folder, 1, Names[0]);
        one.Await(3);
        using HostProcess other = new(Folder, 1, Names[0]);
        other.Await(1);
        string first = other.Lines[0];
        one.Kill();

        other.Succeeds();

        Assert.That(first, Is.EqualTo($"RunWaiting {TinyRuns.Named(Names[0]).Name()}").Or.StartsWith("RunAlreadyStored"));
        Assert.That(other.Lines[^1], Does.Match("^Run(Finished|AlreadyStored) "));
    }

    [Test]
    public void An_interrupted_process_writes_a_resume_point_and_ends_with_130()
    {
        using (HostProcess host = new(Folder, 1, Names[0]))
        {
            host.Await(4);
            host.Signal("INT");
            Assert.That(host.ExitCode(), Is.EqualTo(130).Or.EqualTo(0), "0: it was done by then");
            Assume.That(host.Lines[^1], Does.StartWith("RunStopped"), "the signal came after the last epoch");
        }
        string[] files = Directory.GetFiles(Directory.GetDirectories(Folder).Single(d => !d.EndsWith(".locks", StringComparison.Ordinal)));
        Assert.That(files.Select(Path.GetFileName), Does.Contain("resume.safetensors").And.Contain("manifest.json"));

        using HostProcess resumed = new HostProcess(Folder, 1, Names[0]).Succeeds();
        Assert.That(resumed.Lines[0], Does.Match(@"^RunStarted .* [1-9]\d*$"));
    }

    [Test]
    public void A_store_without_locks_is_reported_once_and_runs_are_trained()
    {
        Dictionary<string, string> lockless = new() { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "true" };
        using HostProcess host = new(Folder, 1, lockless, "ViT-SGD:5", "ViT-Adam:6");
        host.Succeeds();

        string[] notes = [.. host.Lines.Where(line => line.StartsWith("RunNote", StringComparison.Ordinal))];
        Assert.That(notes, Is.EqualTo(host.Lines.Take(1)));
        Assert.That(notes[0], Does.Contain($"Files in {Folder} cannot be locked").And.Contain("Set REPDYNAMICS_RUNS to a local folder"));
        Assert.That(host.Lines.Count(line => line.StartsWith("RunFinished", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public void Alone_beside_others_here_and_in_another_process_a_recipe_gives_the_same_bits()
    {
        string alone = Train("alone", 1, Names[0]), beside = Train("beside", 2, Names);
        string process = Path.Combine(Folder, "process"), crowded = Path.Combine(Folder, "crowded");
        using (HostProcess host = new(process, 1, Names[0])) host.Succeeds();
        using (HostProcess host = new(crowded, 2, Names)) host.Succeeds();

        SortedDictionary<string, string> expected = StoreContents.Of(alone);
        Assert.That(expected, Has.Count.GreaterThan(10));
        foreach (string store in (string[])[beside, process, crowded])
            Assert.That(StoreContents.Of(store).Where(f => expected.ContainsKey(f.Key)), Is.EqualTo(expected), store);
        Assert.That(StoreContents.Of(crowded), Is.EqualTo(StoreContents.Of(beside)));
    }

    private string Train(string name, int sideBySide, params string[] runs)
    {
        string store = Path.Combine(Folder, name);
        new RunScheduler(CPU, _ => { }) { Store = new RunStore(store), MaxParallelRuns = sideBySide }.Run([.. runs.Select(TinyRuns.Named)]);
        return store;
    }
}
