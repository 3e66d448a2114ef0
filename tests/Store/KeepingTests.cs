using RepDynamics.IO;
using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>What goes in comes out, on the machine's own disk.</summary>
public sealed class KeepingTests : StoreFixture
{
    [Test]
    public void Committed_files_are_read_again()
    {
        RunStore store = new(Root);
        With(folder => SmallRun.Finish(folder), store);

        With(
            folder =>
            {
                Assert.That(folder.Complete);
                Assert.That(folder.Name, Is.EqualTo(SmallRun.Name));
                Assert.That(folder.Snapshots, Is.EqualTo(SmallRun.Epochs));
                Assert.That(folder.Metrics, Is.EqualTo(SmallRun.Epochs.Select(SmallRun.Metrics)));
                Assert.That(folder.ReadSnapshot(12), Is.EqualTo(SmallRun.Snapshot(12)));
                Assert.That(folder.ReadMeasure(SmallRun.MeasureName), Is.EqualTo(SmallRun.Measure(2)));
                Assert.That(folder.ReadMeasure("none"), Is.Null);
                Assert.That(folder.HasResumePoint, Is.False);
            },
            store);
        Assert.That(Hashes(RunPath).Select(h => h.Split(' ')[0]), Is.EqualTo(new[]
        {
            "environment.json", "manifest.json", "measures/cka-biased-400.json", "metrics.jsonl", "recipe.json",
            "snapshots/epoch-00000.safetensors", "snapshots/epoch-00003.safetensors", "snapshots/epoch-00012.safetensors",
        }));
        Assert.That(File.ReadAllText(Path.Combine(RunPath, "recipe.json")), Is.EqualTo(SmallRun.Identity.RecipeJson));
        Assert.That(Report, Is.Empty);
    }

    [Test]
    public void A_complete_run_is_trained_no_more()
    {
        MakeCompleteRun();
        With(folder =>
        {
            Assert.That(() => folder.WriteEpoch(13), Throws.InvalidOperationException.With.Message.Contains("complete"));
            Assert.That(() => folder.Commit(_ => { }), Throws.InvalidOperationException.With.Message.Contains("complete"));
            Assert.That(folder.MarkComplete, Throws.Nothing);
        });
    }

    [Test]
    public void What_is_not_committed_is_no_part_of_a_run()
    {
        With(folder =>
        {
            folder.WriteEpoch(0);
            Assert.That((folder.Snapshots.Count, folder.Metrics.Count), Is.EqualTo((0, 0)));
            folder.WriteMeasure("early", SmallRun.Writing(SmallRun.Measure(1)));
            Assert.That(folder.Snapshots, Is.Empty, "a measure commits itself alone");
            folder.Commit(SmallRun.Writing(SmallRun.ResumePoint(0)));
            Assert.That(folder.Snapshots, Is.EqualTo(new[] { 0 }));
            Assert.That(folder.ReadMeasure("early"), Is.Not.Null);
        });
    }

    [Test]
    public void A_writer_that_gives_up_takes_nothing_with_it()
    {
        With(folder =>
        {
            folder.WriteEpoch(0);
            Assert.That(() => folder.WriteEpoch(3, _ => throw new FormatException("x")), Throws.TypeOf<FormatException>());
            Assert.That(() => folder.Commit(_ => throw new FormatException("x")), Throws.TypeOf<FormatException>());
            folder.Commit(SmallRun.Writing(SmallRun.ResumePoint(0)));

            Assert.That(folder.Snapshots, Is.EqualTo(new[] { 0 }));
            Assert.That(folder.Metrics.Select(m => m.Epoch), Is.EqualTo(new[] { 0 }));
        });
        Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty);
    }

    [Test]
    public void Snapshots_made_again_take_the_place_of_the_old_and_metrics_stay_in_order()
    {
        MakeUnfinishedRun();
        With(folder =>
        {
            folder.WriteEpoch(3, SmallRun.Writing([1, 2, 3]));
            folder.WriteMetrics(SmallRun.Metrics(3) with { Loss = 7 });
            folder.WriteEpoch(1, SmallRun.Writing([4]));
            folder.Commit(SmallRun.Writing(SmallRun.ResumePoint(3)));
        });

        With(folder =>
        {
            Assert.That(folder.Metrics.Select(m => m.Epoch), Is.EqualTo(new[] { 0, 1, 3 }));
            Assert.That(folder.Metrics[2].Loss, Is.EqualTo(7));
            Assert.That(folder.ReadSnapshot(3), Is.EqualTo(new byte[] { 1, 2, 3 }));
        });
        Assert.That(Report, Is.Empty);
    }

    [Test]
    public void Metrics_grow_in_place_so_that_they_can_be_followed()
    {
        MakeUnfinishedRun();
        using FileStream follower = new(
            Path.Combine(RunPath, "metrics.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long before = follower.Length;

        With(folder => folder.CommitEpoch(12));

        Assert.That(before, Is.GreaterThan(0));
        Assert.That(follower.Length, Is.GreaterThan(before));
    }

    [TestCase("x")]
    [TestCase("{\"epoch\":99,\"loss\":0,\"trainAccuracy\":0,\"rightlyLabelledAccuracy\":0,\"mislabelledGivenAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0}\n")]
    public void Metrics_beyond_the_committed_ones_are_cut_off(string tail)
    {
        MakeUnfinishedRun();
        string file = Path.Combine(RunPath, "metrics.jsonl");
        string before = File.ReadAllText(file);
        File.AppendAllText(file, tail);

        Assert.That(With(folder => folder.Metrics.Count), Is.EqualTo(2));
        Assert.That(File.ReadAllText(file), Is.EqualTo(before));
        Assert.That(Report, Is.Empty);
    }

    [Test]
    public void A_large_file_passes_whole_in_pieces_of_any_size()
    {
        byte[] content = new byte[3_000_001];
        new Random(1).NextBytes(content);
        With(folder =>
        {
            folder.WriteEpoch(0, stream =>
            {
                int at = 0;
                for (int size = 1; at < content.Length; size = (size * 3) + 1)
                {
                    int piece = Math.Min(size, content.Length - at);
                    stream.Write(content, at, piece);
                    at += piece;
                    Assert.That(stream.Position, Is.EqualTo(at));
                }
                stream.WriteByte(7);
            });
            folder.Commit(_ => { });

            Assert.That(folder.ReadSnapshot(0).AsSpan(0, content.Length).SequenceEqual(content));
            Assert.That(folder.ReadSnapshot(0)[^1], Is.EqualTo(7));
            Assert.That(folder.ReadResumePoint(), Is.Empty);
        });
        Assert.That(Store.Verify(SmallRun.Name)!.Findings, Is.Empty);
    }

    [Test]
    public void Metrics_that_are_not_finite_and_negative_epochs_are_refused()
    {
        With(folder =>
        {
            Assert.That(() => folder.WriteMetrics(SmallRun.Metrics(2) with { Loss = double.NaN }), Throws.ArgumentException);
            Assert.That(() => folder.WriteMetrics(SmallRun.Metrics(-1)), Throws.ArgumentException);
            Assert.That(() => folder.WriteSnapshot(-1, _ => { }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => folder.WriteMeasure("../x", _ => { }), Throws.ArgumentException);
        });
    }

    [Test]
    public void A_folder_that_is_flushed_must_exist_and_the_root_is_what_the_variable_names()
    {
        Assert.That(() => FolderFlush.Flush(Path.Combine(Root, "none")), Throws.TypeOf<IOException>().With.Message.Contains("none"));
        Assert.That(RunStore.DefaultRoot, Does.EndWith(Environment.GetEnvironmentVariable(RunStore.FolderVariable) ?? Path.Combine("repdynamics", "runs")));
    }
}
