using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Tests.Runs;

public class RunRecordFileTests
{
    private static readonly int[] Epochs = [0, 1, 4];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void A_record_comes_back_exactly()
    {
        RunRecord record = Record();
        string file = Path.Combine(folder.Path, "deep", "run.json");

        RunRecordFile.Write(file, record);
        RunRecord back = RunRecordFile.Read(file)!;

        Records.AssertSameNumbers(back, record);
        Assert.That(back.Environment, Is.EquivalentTo(record.Environment));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(file)!), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_newer_record_replaces_an_older_one()
    {
        string file = Path.Combine(folder.Path, "run.json");
        RunRecordFile.Write(file, Record());

        RunRecordFile.Write(file, Record() with { Name = "newer" });

        Assert.That(RunRecordFile.Read(file)!.Name, Is.EqualTo("newer"));
    }

    [Test]
    public void There_is_no_record_where_there_is_no_file_or_folder()
    {
        Assert.That(RunRecordFile.Read(Path.Combine(folder.Path, "none.json")), Is.Null);
        Assert.That(RunRecordFile.Read(Path.Combine(folder.Path, "none", "none.json")), Is.Null);
    }

    [Test]
    public void A_record_knows_its_blocks_and_when_it_fits_perfectly()
    {
        RunRecord record = Record();

        Assert.That(record.Blocks.Select(s => s.Tap), Is.EqualTo(new[] { "block1" }));
        Assert.That(record.PerfectFitEpoch, Is.EqualTo(1));
        Assert.That((record with { Metrics = [.. record.Metrics.Select(m => m with { TrainAccuracy = 0.9 })] }).PerfectFitEpoch, Is.Null);
    }

    // Numbers that no short decimal fraction can hold.
    private static RunRecord Record() => new()
    {
        Name = "a run \u00e4 \"quoted\"",
        RecipeHash = "00ff",
        TrainFingerprint = "aa",
        TestFingerprint = "bb",
        Environment = new Dictionary<string, string> { ["os"] = "one", ["Cpu"] = "two" },
        Metrics =
        [
            new(0, Math.PI, 1 / 3.0, null, 0.1 + 0.2),
            new(1, double.Epsilon, 1, 1 / 7.0, 1e-300),
            new(4, 1e300, 1, 0, BitConverter.Int64BitsToDouble(0x3FEFFFFFFFFFFFFF)),
        ],
        Similarities = [.. new[] { "stem", "block1", "output" }.Select((tap, t) => Matrix(tap, t))],
    };

    private static EpochSimilarity Matrix(string tap, int t)
    {
        double a = 1 / (3.0 + t), b = -Math.Sqrt(2) / 10, c = Math.BitDecrement(1);
        return new EpochSimilarity(tap, Epochs, new[,] { { 1, a, b }, { a, 1, c }, { b, c, 1 } }, "CKA (debiased)");
    }
}
