using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Data;

/// <summary>Made-up files for each test.</summary>
public abstract class Cifar10Fixture
{
    private protected Cifar10Files files = null!;

    [SetUp]
    public void WriteFiles() => files = new Cifar10Files();

    [TearDown]
    public void DeleteFiles() => files.Dispose();
}

/// <summary>A temporary folder with made-up CIFAR-10 files of a few records each.</summary>
internal sealed class Cifar10Files : IDisposable
{
    internal const int Records = 20;
    internal static readonly int[] AllClasses = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    private readonly TemporaryFolder folder = new();

    internal Cifar10Files()
    {
        for (int file = 1; file <= 5; file++)
            Write($"data_batch_{file}.bin", file);
        Write("test_batch.bin", 6);
        File.WriteAllText(Path.Combine(Folder, Cifar10.MetaFile), string.Join("\n", Cifar10.Names) + "\n\n");
    }

    internal string Folder => folder.Path;

    internal string this[string file] => Path.Combine(Folder, file);

    internal static int Offset(int record) => record * Cifar10.RecordSize;

    internal void SetByte(string file, int offset, byte value)
    {
        using FileStream stream = File.OpenWrite(this[file]);
        stream.Position = offset;
        stream.WriteByte(value);
    }

    /// <summary>Loads as many images as are asked for, or all of the classes.</summary>
    internal ImageSet Load(
        IReadOnlyList<int>? classes = null, int? count = null, int downsample = 1, long seed = 3, DataSplit split = DataSplit.Train) => Cifar10.Load(
        classes ?? AllClasses, count ?? (classes ?? AllClasses).Count * Records / 10 * (split == DataSplit.Train ? 5 : 1), downsample, seed, split, Folder, Records);

    public void Dispose() => folder.Dispose();

    /// <summary>Labels go 3, 4, .. 9, 0, 1, ...; pixels are random, but the first of each record is its position.</summary>
    private void Write(string name, int file)
    {
        var random = new SeededRandom((ulong)file);
        byte[] bytes = new byte[Records * Cifar10.RecordSize];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.NextInt(256);
        for (int record = 0; record < Records; record++)
        {
            bytes[Offset(record)] = (byte)((record + 3) % 10);
            bytes[Offset(record) + 1] = (byte)(((file - 1) * Records) + record);
        }

        File.WriteAllBytes(this[name], bytes);
    }
}
