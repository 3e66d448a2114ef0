using System.IO.Compression;
using System.Runtime.InteropServices;
using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Tests.IO;

namespace RepDynamics.Tests.Checkpoints;

internal sealed class ArrayReaderTests : FolderFixture
{
    [Test]
    public void Parts_are_those_of_the_whole([Values] CompressionLevel level, [Values("False", "True")] string fortran)
    {
        const int Images = 7, Width = 6;
        float[,] x = new float[Images, Width];
        for (int i = 0; i < Images; i++)
        {
            for (int j = 0; j < Width; j++) x[i, j] = 10 * i + j;
        }
        IEnumerable<float> inOrder = fortran == "False" ? x.Cast<float>()
            : Enumerable.Range(0, Width).SelectMany(j => Enumerable.Range(0, Images).Select(i => x[i, j]));
        byte[] npy = NumpyFiles.Npy("<f4", $"({Images}, {Width})", [.. inOrder.SelectMany(BitConverter.GetBytes)], fortran);
        using ArrayReader reader = Reading.Reader(Reading.Open(Folder, NumpyFiles.Npz(level, ("x", npy))), "x", Folder);

        Assert.That((reader.Images, reader.Width, reader.Name), Is.EqualTo((Images, Width, "1.npz, layer x")));
        foreach ((int image, int images, int feature, int features) in new[] { (0, 7, 0, 6), (2, 3, 0, 6), (6, 1, 5, 1), (1, 4, 2, 3), (0, 7, 5, 1) })
        {
            double[] part = new double[images * features];
            reader.Read(image, feature, features, part);
            Assert.That(part, Is.EqualTo(from i in Enumerable.Range(image, images) from j in Enumerable.Range(feature, features) select x[i, j]));
        }
    }

    [Test]
    public void All_but_the_first_dimension_are_flattened()
    {
        float[] values = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        using ArrayReader reader = Reading.Reader(Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Singles("(2, 3, 2, 2)", values)))), "x", Folder);

        Assert.That((reader.Images, reader.Width), Is.EqualTo((2, 12)));
    }

    [Test]
    public void Labels_come_in_one_order_however_they_are_stored()
    {
        byte[] rows = [.. Enumerable.Range(0, 24).Select(i => (byte)(5 * i % 24))], columns = new byte[24];
        for (int i = 0; i < 24; i++) columns[i / 12 + 2 * (i / 4 % 3) + 6 * (i % 4)] = rows[i];
        byte[] Stored(byte[] elements, string fortran) => NumpyFiles.Npz(("map", NumpyFiles.Npy("|u1", "(2, 3, 4)", elements, fortran)));

        long[] expected = [.. rows.Select(label => (long)label)];
        Assert.That(Reading.Labels(Reading.Open(Folder, Stored(rows, "False")), "map", Folder), Is.EqualTo(expected));
        Assert.That(Reading.Labels(Reading.Open(Folder, Stored(columns, "True")), "map", Folder), Is.EqualTo(expected));
    }

    [Test]
    public void A_fortran_array_of_more_dimensions_keeps_every_images_features_together()
    {
        // Element (i, j, k) of shape (2, 2, 2) is 100 i + 10 j + k; the first index varies fastest.
        float[] values = [0, 100, 10, 110, 1, 101, 11, 111];
        byte[] npy = NumpyFiles.Npy("<f4", "(2, 2, 2)", MemoryMarshal.AsBytes<float>(values), "True");

        double[] read = Reading.Features(Reading.Open(Folder, NumpyFiles.Npz(("x", npy))), "x", Folder);

        Assert.That(read[..4], Is.EquivalentTo(new double[] { 0, 1, 10, 11 }));
        Assert.That(read[4..], Is.EqualTo(read[..4].Select(v => v + 100)));
    }

    private static IEnumerable<TestCaseData> FloatingTypes()
    {
        yield return new TestCaseData("<f2", ((Half[])[(Half)1.5, (Half)(-2), (Half)65504, Half.NaN]).SelectMany(BitConverter.GetBytes).ToArray());
        yield return new TestCaseData("<f4", ((float[])[1.5f, -2, 65504, float.NaN]).SelectMany(BitConverter.GetBytes).ToArray());
        yield return new TestCaseData("<f8", ((double[])[1.5, -2, 65504, double.NaN]).SelectMany(BitConverter.GetBytes).ToArray());
    }

    [TestCaseSource(nameof(FloatingTypes))]
    public void Every_floating_type_is_read(string type, byte[] elements)
    {
        CheckpointFile file = Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Npy(type, "(4,)", elements))));

        Assert.That(Reading.Features(file, "x", Folder), Is.EqualTo(new[] { 1.5, -2, 65504, double.NaN }));
    }

    private static IEnumerable<TestCaseData> IntegerTypes()
    {
        yield return new TestCaseData("|b1", new byte[] { 0, 1 }, 0, 1);
        yield return new TestCaseData("|u1", new byte[] { 0, 255 }, 0, 255);
        yield return new TestCaseData("|i1", new byte[] { 255, 127 }, -1, 127);
        yield return new TestCaseData("<i2", Bytes<short>(-1, 999), -1, 999);
        yield return new TestCaseData("<u2", Bytes<ushort>(65535, 999), 65535, 999);
        yield return new TestCaseData("<i4", Bytes(-1, int.MaxValue), -1, int.MaxValue);
        yield return new TestCaseData("<u4", Bytes<uint>(5, uint.MaxValue), 5, uint.MaxValue);
        yield return new TestCaseData("<i8", Bytes(long.MinValue, 3), long.MinValue, 3);
        yield return new TestCaseData("<u8", Bytes<ulong>(5, long.MaxValue), 5, long.MaxValue);
    }

    [TestCaseSource(nameof(IntegerTypes))]
    public void Every_integer_type_is_read(string type, byte[] elements, long first, long second)
    {
        CheckpointFile file = Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Npy(type, "(2,)", elements))));

        Assert.That(Reading.Labels(file, "x", Folder), Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public void A_label_beyond_63_bits_is_refused()
    {
        CheckpointFile file = Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Npy("<u8", "(1,)", Bytes(1UL << 63)))));

        Assert.That(
            () => Reading.Labels(file, "x", Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.EqualTo("1.npz, layer x: a label is beyond 63 bits."));
    }

    [TestCase(ElementType.U16)]
    [TestCase(ElementType.U32)]
    [TestCase(ElementType.U64)]
    public void Unsigned_types_of_safetensors_are_read(ElementType type)
    {
        byte[] element = new byte[type.Size()];
        (element[0], element[1]) = (1, 200);
        CheckpointFile file = Reading.Open(Folder, SafetensorsSamples.Written([new TensorData("x", type, [1], element)]), "1.safetensors");

        Assert.That(Reading.Labels(file, "x", Folder), Is.EqualTo(new[] { 51201L }));
    }

    [TestCase(ElementType.BF16, new byte[] { 0xc0, 0x3f }, 1.5f)]
    [TestCase(ElementType.F16, new byte[] { 0x00, 0x3e }, 1.5f)]
    [TestCase(ElementType.F64, new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f }, 1.5f)]
    public void Floating_types_of_safetensors_are_read(ElementType type, byte[] element, double value)
    {
        CheckpointFile file = Reading.Open(Folder, SafetensorsSamples.Written([new TensorData("x", type, [1, 1], element)]), "1.safetensors");

        Assert.That(Reading.Features(file, "x", Folder), Is.EqualTo(new[] { value }));
    }

    [Test]
    public void Double_precision_is_kept()
    {
        CheckpointFile file = Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Npy("<f8", "(2,)", Bytes(1e300, 1 + 1e-15)))));

        Assert.That(Reading.Features(file, "x", Folder), Is.EqualTo(new[] { 1e300, 1 + 1e-15 }));
    }

    private static byte[] Bytes<T>(params T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
