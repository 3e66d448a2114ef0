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
        double[,] x = Tests.Similarity.Features.Changed(new double[Images, Width], (_, i, j) => 10 * i + j);
        IEnumerable<double> inOrder = fortran == "False" ? x.Cast<double>()
            : Enumerable.Range(0, Width).SelectMany(j => Enumerable.Range(0, Images).Select(i => x[i, j]));
        byte[] npy = NumpyFiles.Npy("<f4", $"({Images}, {Width})", [.. inOrder.SelectMany(v => BitConverter.GetBytes((float)v))], fortran);
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

    private static IEnumerable<TestCaseData> Types()
    {
        yield return new("<f2", ElementType.F16, Bytes((Half)1.5, (Half)(-2), (Half)65504, Half.NaN), new[] { 1.5, -2, 65504, double.NaN });
        yield return new("<f4", ElementType.F32, Bytes(1.5f, -2, 65504, float.NaN), new[] { 1.5, -2, 65504, double.NaN });
        yield return new("<f8", ElementType.F64, Bytes(1e300, 1 + 1e-15, double.NaN), new[] { 1e300, 1 + 1e-15, double.NaN });
        yield return new(null, ElementType.BF16, new byte[] { 0xc0, 0x3f }, new[] { 1.5 });
        yield return new("|b1", ElementType.Bool, new byte[] { 0, 1 }, new[] { 0L, 1 });
        yield return new("|u1", ElementType.U8, new byte[] { 0, 255 }, new[] { 0L, 255 });
        yield return new("|i1", ElementType.I8, new byte[] { 255, 127 }, new[] { -1L, 127 });
        yield return new("<i2", ElementType.I16, Bytes<short>(-1, 999), new[] { -1L, 999 });
        yield return new("<u2", ElementType.U16, Bytes<ushort>(65535, 999), new[] { 65535L, 999 });
        yield return new("<i4", ElementType.I32, Bytes(-1, int.MaxValue), new[] { -1L, int.MaxValue });
        yield return new("<u4", ElementType.U32, Bytes<uint>(5, uint.MaxValue), new[] { 5L, uint.MaxValue });
        yield return new("<i8", ElementType.I64, Bytes(long.MinValue, 3), new[] { long.MinValue, 3 });
        yield return new("<u8", ElementType.U64, Bytes<ulong>(5, long.MaxValue), new[] { 5, long.MaxValue });
    }

    [TestCaseSource(nameof(Types))]
    public void Every_type_of_both_formats_is_read(string? npy, object type, byte[] elements, Array values)
    {
        byte[] safetensors = SafetensorsSamples.Written([new TensorData("x", (ElementType)type, [values.Length], elements)]);
        Assert.That(Read(Reading.Open(Folder, safetensors, "1.safetensors")), Is.EqualTo(values));
        if (npy is not null) Assert.That(Read(Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Npy(npy, $"({values.Length},)", elements))))), Is.EqualTo(values));

        Array Read(CheckpointFile file) => values is double[]? Reading.Features(file, "x", Folder) : Reading.Labels(file, "x", Folder);
    }

    [Test]
    public void A_label_beyond_63_bits_is_refused()
    {
        CheckpointFile file = Reading.Open(Folder, NumpyFiles.Npz(("x", NumpyFiles.Npy("<u8", "(1,)", Bytes(1UL << 63)))));

        Assert.That(
            () => Reading.Labels(file, "x", Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.EqualTo("1.npz, layer x: a label is beyond 63 bits."));
    }

    private static byte[] Bytes<T>(params T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
