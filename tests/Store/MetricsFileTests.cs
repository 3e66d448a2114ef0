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
        SnapshotMetrics[] metrics =
        [
            new(0, -0.0, double.MaxValue, null, double.Epsilon),
            .. Enumerable.Range(1, 500).Select(epoch => new SnapshotMetrics(epoch, Any(), Any(), epoch % 3 == 0 ? null : Any(), Any())),
        ];

        IReadOnlyList<SnapshotMetrics> read = MetricsFile.Read(MetricsFile.Write(metrics));

        Assert.That(read.Select(Bits), Is.EqualTo(metrics.Select(Bits)));

        static (int, long, long, long?, long) Bits(SnapshotMetrics m) => (
            m.Epoch, BitConverter.DoubleToInt64Bits(m.Loss), BitConverter.DoubleToInt64Bits(m.TrainAccuracy),
            m.MislabelledTrueAccuracy is { } x ? BitConverter.DoubleToInt64Bits(x) : null, BitConverter.DoubleToInt64Bits(m.TestAccuracy));
    }

    [Test]
    public void A_line_has_the_documented_form() => Assert.That(
        Encoding.UTF8.GetString(MetricsFile.Write([new(12, 0.5, 1, null, 0.25)])),
        Is.EqualTo("{\"epoch\":12,\"loss\":0.5,\"trainAccuracy\":1,\"mislabelledTrueAccuracy\":null,\"testAccuracy\":0.25}\n"));

    [Test]
    public void Values_that_are_not_finite_are_refused([Values(double.NaN, double.PositiveInfinity)] double x)
    {
        foreach (SnapshotMetrics bad in (SnapshotMetrics[])[new(3, x, 0, 0, 0), new(3, 0, x, 0, 0), new(3, 0, 0, x, 0), new(3, 0, 0, 0, x)])
            Assert.That(() => MetricsFile.Write([bad]), Throws.ArgumentException.With.Message.Contains("epoch 3"));
    }

    [Test]
    public void Epochs_that_do_not_increase_are_refused()
    {
        Assert.That(() => MetricsFile.Write([new(3, 0, 0, 0, 0), new(3, 0, 0, 0, 0)]), Throws.ArgumentException);
        Assert.That(() => MetricsFile.Write([new(-1, 0, 0, 0, 0)]), Throws.ArgumentException);
    }

    [TestCase("\n")]
    [TestCase("null\n")]
    [TestCase("{}\n")]
    [TestCase("{\"epoch\":1,\"loss\":0,\"trainAccuracy\":0,\"testAccuracy\":0}\n")]
    [TestCase("{\"epoch\":1,\"loss\":0,\"trainAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0,\"x\":0}\n")]
    [TestCase("{\"epoch\":1,\"loss\":0,\"trainAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0}")]
    [TestCase("{\"epoch\":-1,\"loss\":0,\"trainAccuracy\":0,\"mislabelledTrueAccuracy\":0,\"testAccuracy\":0}\n")]
    public void Anything_else_is_damage(string text) =>
        Assert.That(
            () => MetricsFile.Read(Encoding.UTF8.GetBytes(text)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 1"));
}
