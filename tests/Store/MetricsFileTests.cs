using System.Text;
using RepDynamics.Store;
using RepDynamics.Training;

namespace RepDynamics.Tests.Store;

public class MetricsFileTests
{
    [Test]
    public void Every_number_reads_back_to_the_bit()
    {
        Random random = new(5);
        double Any() => BitConverter.Int64BitsToDouble(random.NextInt64()) is var x && double.IsFinite(x) ? x : double.Epsilon;
        EpochMetrics[] metrics =
        [
            new(0, -0.0, double.MaxValue, null, null, null, double.Epsilon),
            .. Enumerable.Range(1, 500).Select(epoch => new EpochMetrics(
                epoch, Any(), Any(), Any(), Any(), epoch % 3 == 0 ? null : Any(), epoch % 2 == 0 ? null : Any())),
        ];

        IReadOnlyList<EpochMetrics> read = MetricsFile.Read(MetricsFile.Write(metrics));

        Assert.That(read.Select(Bits), Is.EqualTo(metrics.Select(Bits)));

        static (int, long?, long?, long?, long?, long?, long?) Bits(EpochMetrics m) => (
            m.Epoch, Of(m.Loss), Of(m.TrainAccuracy), Of(m.RightlyLabelledAccuracy), Of(m.MislabelledGivenAccuracy), Of(m.MislabelledTrueAccuracy),
            Of(m.TestAccuracy));

        static long? Of(double? x) => x is { } value ? BitConverter.DoubleToInt64Bits(value) : null;
    }

    [Test]
    public void A_line_has_the_documented_form() => Assert.That(
        Encoding.UTF8.GetString(MetricsFile.Write([new(12, 0.5, 1, 0.75, null, null, 0.25)])),
        Is.EqualTo(
            "{\"epoch\":12,\"loss\":0.5,\"trainAccuracy\":1,\"rightlyLabelledAccuracy\":0.75,\"mislabelledGivenAccuracy\":null,"
            + "\"mislabelledTrueAccuracy\":null,\"testAccuracy\":0.25}\n"));

    [Test]
    public void Values_that_are_not_finite_and_negative_epochs_are_refused([Values(double.NaN, double.PositiveInfinity)] double x)
    {
        EpochMetrics good = new(3, 0, 0, 0, 0, 0, 0);
        EpochMetrics[] refused =
        [
            good with { Loss = x }, good with { TrainAccuracy = x }, good with { RightlyLabelledAccuracy = x }, good with { MislabelledGivenAccuracy = x },
            good with { MislabelledTrueAccuracy = x }, good with { TestAccuracy = x },
        ];
        foreach (EpochMetrics bad in refused)
            Assert.That(() => MetricsFile.Require(bad), Throws.ArgumentException.With.Message.Contains("epoch 3"));
        Assert.That(() => MetricsFile.Require(good with { Epoch = -1 }), Throws.ArgumentException);
    }

    [TestCase("\n")]
    [TestCase("null\n")]
    [TestCase("{}\n")]
    [TestCase("{\"epoch\":1,\"loss\":0,\"trainAccuracy\":0,\"testAccuracy\":0}\n")]
    [TestCase("{\"epoch\":1,\"loss\":0,\"trainAccuracy\":0,\"rightlyLabelledAccuracy\":0,\"mislabelledGivenAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0,\"x\":0}\n")]
    [TestCase("{\"epoch\":1,\"loss\":0,\"trainAccuracy\":0,\"rightlyLabelledAccuracy\":0,\"mislabelledGivenAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0}")]
    [TestCase("{\"epoch\":-1,\"loss\":0,\"trainAccuracy\":0,\"rightlyLabelledAccuracy\":0,\"mislabelledGivenAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0}\n")]
    public void Anything_else_is_damage(string text) =>
        Assert.That(
            () => MetricsFile.Read(Encoding.UTF8.GetBytes(text)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 1"));
}
