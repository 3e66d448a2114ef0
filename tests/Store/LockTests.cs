using System.Diagnostics;
using RepDynamics.Store;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Store;

public sealed class LockTests : StoreFixture
{
    [Test]
    public void A_run_has_one_holder_at_a_time()
    {
        using (RunLock first = Store.TryLock("a")!)
        {
            Assert.That(first.Held);
            Assert.That(Store.TryLock("a"), Is.Null);
            Assert.That(new RunStore(Root + "/").TryLock("a"), Is.Null);
            using RunLock? other = Store.TryLock("b");
            Assert.That(other, Is.Not.Null);
        }

        using RunLock? next = Store.TryLock("a");
        Assert.That(next, Is.Not.Null);
        Assert.That(File.Exists(Path.Combine(Root, ".locks", "a")), "never deleted");
    }

    [Test]
    public void Reading_needs_no_store_that_can_be_written()
    {
        File.WriteAllText(Path.Combine(Root, ".locks"), "no folder of locks can be made");

        Assert.That(() => Store.TryLock("a"), Throws.InstanceOf<IOException>());
        using RunLock? held = Store.TryLock("a", readOnly: true);
        Assert.That(held, Is.Not.Null);
        Assert.That(Store.TryLock("a", readOnly: true), Is.Null);
        Assert.That(() => held!.Touch(DateTimeOffset.UtcNow), Throws.Nothing);
    }

    [Test]
    public void Of_many_threads_one_gets_the_lock()
    {
        for (int round = 0; round < 20; round++)
        {
            var locks = new RunLock?[8];
            Thread[] threads = [.. Enumerable.Range(0, locks.Length).Select(i => new Thread(() => locks[i] = Store.TryLock("a")))];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();

            Assert.That(locks.Count(l => l is not null), Is.EqualTo(1));
            locks.Single(l => l is not null)!.Dispose();
        }
    }

    [Test]
    public void A_lock_is_respected_between_processes_and_dies_with_its_owner()
    {
        Store.TryLock("a")!.Dispose();
        string file = Path.Combine(Root, ".locks", "a");
        using Process other = StartOrIgnore("flock", "--no-fork", file, "sh", "-c", "echo held; exec cat");
        try
        {
            Assert.That(other.StandardOutput.ReadLine(), Is.EqualTo("held"));
            Assert.That(Store.TryLock("a"), Is.Null);
        }
        finally
        {
            // SIGKILL on Unix.
            other.Kill();
            other.WaitForExit();
        }

        using RunLock? mine = Store.TryLock("a");
        Assert.That(mine, Is.Not.Null);
        using Process second = StartOrIgnore("flock", "--nonblock", "--conflict-exit-code", "42", file, "true");
        second.WaitForExit();
        Assert.That(second.ExitCode, Is.EqualTo(42));
    }

    [Test]
    public void Here_locks_work_and_the_probe_is_gone_and_before_there_is_a_store_no_folder_is_made()
    {
        Assert.That(new RunStore(Path.Combine(Root, "not", "yet")).WhyNoLocks(), Is.Null);
        Assert.That(Directory.GetFileSystemEntries(Root), Is.Empty);
        Assert.That(Store.WhyNoLocks(), Is.Null);
        Store.TryLock("a")!.Dispose();
        Assert.That(Store.WhyNoLocks(), Is.Null);
        Assert.That(Directory.GetFileSystemEntries(Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EquivalentTo(new[] { ".locks", "a" }));
    }

    [Test]
    public void A_folder_is_closed_with_its_lock()
    {
        RunFolder folder = With(opened =>
        {
            opened.WriteEpoch(0);
            return opened;
        });

        Assert.That(() => folder.Commit(SmallRun.Writing(SmallRun.ResumePoint(0))), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => folder.WriteMeasure("a", _ => { }), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(Hashes(RunPath), Has.None.Contain(".part"), "what was not committed is given up");
        Assert.That(With(again => again.Snapshots), Is.Empty);
    }

    [Test]
    public void Only_the_runs_own_lock_opens_it()
    {
        using RunLock other = Store.TryLock("other")!;
        Assert.That(() => Store.Open(SmallRun.Identity, other, Report.Add), Throws.ArgumentException.With.Message.Contains("other"));

        using TemporaryFolder elsewhere = new();
        using RunLock foreign = new RunStore(elsewhere.Path).TryLock(SmallRun.Name)!;
        Assert.That(() => Store.Open(SmallRun.Identity, foreign, Report.Add), Throws.ArgumentException.With.Message.Contains(elsewhere.Path));

        RunLock given = Store.TryLock(SmallRun.Name)!;
        given.Dispose();
        Assert.That(() => Store.Open(SmallRun.Identity, given, Report.Add), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_read_only_store_is_an_error_with_the_remedy()
    {
        string file = Path.Combine(Root, "a file where the folder should be");
        File.WriteAllText(file, "");
        RunStore store = new(file);

        foreach (Action ask in (Action[])[store.RequireWritable, () => store.TryLock("a"), () => store.WhyNoLocks()])
            Assert.That(ask, Throws.TypeOf<IOException>().With.Message.Contains(file).And.Message.Contains("REPDYNAMICS_RUNS"));
        Assert.That(store.List(), Is.Empty);
        Assert.That(Store.RequireWritable, Throws.Nothing);
        Assert.That(Directory.GetFileSystemEntries(Root), Is.EqualTo(new[] { file }), "the probe is gone");
    }

    private static Process StartOrIgnore(string command, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(command, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore($"Needs the command {command} (util-linux).");
            throw;
        }
    }
}
