using System.Text;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Runs;

public class SimilarityFileTests
{
    private const string Identity = "0123";
    private static readonly int[] Epochs = [0, 1, 4];

    [Test]
    public void Matrices_come_back_exactly()
    {
        EpochSimilarity[] written = [Tap("block1", 1 / 3.0), Tap("output", Math.BitDecrement(1))];

        IReadOnlyList<EpochSimilarity> read = SimilarityFile.Read(File(written), Identity)!;

        Assert.That(read.Select(s => s.Tap), Is.EqualTo(new[] { "block1", "output" }));
        foreach ((EpochSimilarity one, EpochSimilarity other) in read.Zip(written))
        {
            Assert.That(one.MeasureName, Is.EqualTo(other.MeasureName));
            Assert.That(one.Epochs, Is.EqualTo(other.Epochs));
            Assert.That(one.ToMatrix(), Is.EqualTo(other.ToMatrix()));
        }
    }

    [Test]
    public void Files_of_another_measure_are_ignored() =>
        Assert.That(SimilarityFile.Read(File([Tap("block1", 0.5)]), "4567"), Is.Null);

    [Test]
    public void A_measure_changed_from_another_has_the_identity_of_its_own()
    {
        CkaMeasure deciding = new(CkaEstimator.Biased, 40);
        CkaMeasure[] variants =
        [
            deciding with { Estimator = CkaEstimator.Debiased }, deciding with { Images = 41 },
            .. Enum.GetValues<CkaVariation>().Select(variation => deciding with { Variation = variation }),
        ];

        Assert.That(variants.Select(variant => variant.Identity), Is.Unique);
        foreach (CkaMeasure variant in variants) Assert.That(variant.Identity, Is.EqualTo(new CkaMeasure(variant.Estimator, variant.Images, variant.Variation).Identity));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("\0\0\0\0")]
    [TestCase("truncated")]
    [TestCase("without epochs")]
    [TestCase("without a tap's values")]
    [TestCase("without taps")]
    [TestCase("with no tap in its place")]
    public void A_file_that_lacks_a_part_is_not_taken(string damage)
    {
        string whole = Encoding.UTF8.GetString(File([Tap("block1", 0.5)]));
        string file = damage switch
        {
            "truncated" => whole[..(whole.Length / 2)],
            "without epochs" => whole.Replace("\"epochs\"", "\"epoch\"", StringComparison.Ordinal),
            "without a tap's values" => whole.Replace("\"upper\":[", "\"upper\":[],\"x\":[", StringComparison.Ordinal),
            "without taps" => whole.Replace("\"taps\":[", "\"taps\":[],\"x\":[", StringComparison.Ordinal),
            "with no tap in its place" => whole.Replace("\"taps\":[", "\"taps\":[null,", StringComparison.Ordinal),
            _ => damage,
        };

        Assert.That(SimilarityFile.Read(Encoding.UTF8.GetBytes(file), Identity), Is.Null);
    }

    private static byte[] File(IReadOnlyList<EpochSimilarity> similarities)
    {
        using MemoryStream stream = new();
        SimilarityFile.Write(stream, Identity, similarities);
        return stream.ToArray();
    }

    private static EpochSimilarity Tap(string name, double value) =>
        new(name, Epochs, new[,] { { 1, value, 0.5 }, { value, 1, -0.25 }, { 0.5, -0.25, 1 } }, "CKA (biased)");
}
