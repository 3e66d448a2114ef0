using System.Diagnostics;
using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

public sealed class FullDiskTests : StoreFixture
{
    [Test]
    public void A_disk_that_fills_up_at_any_operation_stops_the_run_with_a_clear_error_and_a_valid_store()
    {
        FullDisk counting = new(int.MaxValue);
        With(folder => SmallRun.Finish(folder), new(Root) { Disk = counting });
        string[] hashes = Hashes(RunPath);
        Clear();

        for (int k = 1; k <= counting.Operations; k++)
        {
            Assert.That(
                () => With(folder => SmallRun.Finish(folder), new(Root) { Disk = new FullDisk(k) }),
                Throws.TypeOf<IOException>().With.Message.Contains(SmallRun.Name).And.Message.Contains("No space left on device")
                    .And.Message.Contains("Free some disk space").And.Message.Contains("REPDYNAMICS_RUNS"),
                $"{k}");
            if (File.Exists(Path.Combine(RunPath, "manifest.json"))) Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty, $"{k}");
            With(folder => SmallRun.Finish(folder));
            Assert.That(Hashes(RunPath), Is.EqualTo(hashes), $"{k}");
            Assert.That(Report, Is.Empty, $"{k}: a full disk is no damage");
            Clear();
        }
    }

    [Test]
    public void The_error_names_the_file_and_a_folder_that_failed_takes_no_more_writes_and_frees_its_space()
    {
        With(folder =>
        {
            folder.WriteEpoch(0);
            Assert.That(
                () => folder.WriteEpoch(7, _ => throw new IOException("No space left on device")),
                Throws.TypeOf<IOException>().With.Message.Contains("snapshots/epoch-00007.safetensors"));
            Assert.That(
                () => folder.Commit(_ => Assert.Fail("It is written.")), Throws.InvalidOperationException.With.Message.Contains("open it again"));
            Assert.That(Directory.GetFiles(RunPath, "*.part", SearchOption.AllDirectories), Is.Empty, "the space is free at once");
        });
    }

    [Test]
    public void A_file_system_that_is_really_full_is_survived()
    {
        using TinyFileSystem tiny = new(Root, 256 * 1024);
        RunStore store = new(Root);
        byte[] network = new byte[40_000];
        new Random(3).NextBytes(network);
        int epoch = 0;

        Assert.That(
            () => With(
                folder =>
                {
                    for (; epoch < 20; epoch++)
                    {
                        folder.WriteEpoch(epoch, stream => stream.Write(network));
                        folder.Commit(stream => stream.Write(network));
                    }
                },
                store),
            Throws.TypeOf<IOException>().With.Message.Contains("No space left").And.Message.Contains("REPDYNAMICS_RUNS"));

        Assert.That(epoch, Is.InRange(2, 5));
        Assert.That(store.Verify(SmallRun.Name)!.Findings, Is.Empty);
        With(folder => Assert.That(folder.Snapshots, Is.EqualTo(Enumerable.Range(0, epoch))), store);
        Assert.That(Report, Is.Empty);
    }

    /// <summary>A file system in memory of a given size over a folder; needs the right to mount.</summary>
    private sealed class TinyFileSystem : IDisposable
    {
        private readonly string folder;

        public TinyFileSystem(string folder, int bytes)
        {
            this.folder = folder;
            if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder) != 0)
                Assert.Ignore("Needs Linux and the right to mount a file system (root).");
        }

        public void Dispose() => Run("umount", folder);

        private static int Run(string command, params string[] arguments) => EndedProcess.Of(new ProcessStartInfo(command, arguments)).Exit;
    }
}
