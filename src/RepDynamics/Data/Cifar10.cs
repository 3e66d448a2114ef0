using System.Runtime.InteropServices;
using RepDynamics.Numerics;

namespace RepDynamics.Data;

/// <summary>Reads CIFAR-10 (Krizhevsky, "Learning multiple layers of features from tiny images", 2009) in its binary layout.</summary>
/// <remarks>
/// <para>
/// The folder holds <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> (training), <c>test_batch.bin</c> and
/// <c>batches.meta.txt</c> (the class names). A file is 10,000 records of 3,073 bytes: the label, then red, green and blue,
/// each 32 rows of 32 pixels. Each class has 5,000 training and 1,000 test images. Anything else is an error.
/// </para>
/// <para>
/// Images are taken from the classes in turn, so that image i has class i modulo the number of classes, and
/// any leading part is balanced. Within a class the order is random, by the purpose <c>cifar10/SPLIT/LABEL</c> with
/// CIFAR-10's own label: a larger count keeps the earlier images, and other classes do not disturb the choice.
/// </para>
/// </remarks>
internal static class Cifar10
{
    /// <summary>Environment variable that names the folder of the data, or the folder above it.</summary>
    public const string FolderVariable = "REPDYNAMICS_DATA";

    internal const int StandardRecordsPerFile = 10_000;
    internal const int RecordSize = 1 + ImageSize;
    internal const string FolderName = "cifar-10-batches-bin";
    internal const string MetaFile = "batches.meta.txt";
    internal const long FileSize = (long)StandardRecordsPerFile * RecordSize;

    /// <summary>The images of each class.</summary>
    internal const int TrainPerClass = 5000, TestPerClass = 1000;

    /// <summary>Rows and columns of an image.</summary>
    internal const int Side = 32;

    /// <summary>The files that are read: the class names, five of training images, one of test images.</summary>
    internal static readonly ImmutableArray<string> Files =
        [MetaFile, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];

    internal static readonly ImmutableArray<string> Names =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private const int Channels = 3;
    private const int ImageSize = Channels * Side * Side;

    private const string Remedy =
        $"Fetch the binary version (cifar-10-binary.tar.gz) from https://www.cs.toronto.edu/~kriz/cifar.html, unpack it, and set "
        + $"{FolderVariable} to its folder {FolderName}, or put that folder under ~/.cache/repdynamics.";

    /// <summary>The folder of CIFAR-10 on this machine.</summary>
    /// <remarks>
    /// If <c>REPDYNAMICS_DATA</c> is set: its subfolder <c>cifar-10-batches-bin</c> if there is one, else that folder itself.
    /// Otherwise <c>repdynamics/cifar-10-batches-bin</c> under <c>XDG_CACHE_HOME</c>, or under <c>~/.cache</c> where that is not
    /// an absolute path.
    /// </remarks>
    /// <returns>A folder, which may be absent.</returns>
    public static string FindFolder() =>
        FindFolder(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string FindFolder(Func<string, string?> variable, string home)
    {
        if (variable(FolderVariable) is { Length: > 0 } named)
        {
            string inside = Path.Combine(named, FolderName);
            return Directory.Exists(inside) ? inside : named;
        }
        return CacheFolder.Of(FolderName, variable, home);
    }

    /// <summary>Reads and checks the files of one split, then picks and downsamples the images asked for.</summary>
    /// <remarks>
    /// Downsampling replaces each square of pixels by its mean, separately by channel, rounded to the nearest byte, halves up.
    /// </remarks>
    /// <param name="classes">CIFAR-10 labels of the classes to keep. They become the labels 0, 1, ... in the order given here.</param>
    /// <param name="count">Number of images, balanced over the classes to within one.</param>
    /// <param name="downsample">Side of the square of pixels that are averaged into one.</param>
    /// <param name="folder">Holds the .bin files; null: the folder found by <see cref="FindFolder()"/>.</param>
    /// <returns>Images <c>[count, 3, 32 / downsample, 32 / downsample]</c> with clean labels and CIFAR-10's class names.</returns>
    /// <exception cref="DataFileException">The folder or a file is missing, has the wrong size, or holds invalid data.</exception>
    public static ImageSet Load(
        IReadOnlyList<int> classes, int count, int downsample, long seed = 0, DataSplit split = DataSplit.Train, string? folder = null,
        int recordsPerFile = StandardRecordsPerFile)
    {
        folder ??= FindFolder();
        if (!Directory.Exists(folder))
            throw new DataFileException(folder, null, "the folder of CIFAR-10's binary files", "no such folder", Remedy);
        CheckNames(Path.Combine(folder, MetaFile));
        ImmutableArray<string> files = split == DataSplit.Train ? Files[1..^1] : Files[^1..];
        byte[][] contents = [.. files.Select(file => ReadRecords(Path.Combine(folder, file), recordsPerFile))];
        // For each of the ten labels, the positions of its images, counted over all files.
        byte[] labels = [.. contents.SelectMany(bytes => Enumerable.Range(0, recordsPerFile).Select(record => bytes[record * RecordSize]))];
        int[][] byClass = [.. Names.Select((_, label) => Enumerable.Range(0, labels.Length).Where(position => labels[position] == label).ToArray())];
        int expected = labels.Length / Names.Length, unbalanced = Array.FindIndex(byClass, positions => positions.Length != expected);
        if (unbalanced >= 0)
        {
            throw new DataFileException(
                folder, null, $"{expected} images with label {unbalanced} ({Names[unbalanced]}) over all files of the split",
                $"{byClass[unbalanced].Length}; a file is mislabelled or present twice", Remedy);
        }

        int[][] orders = [.. classes.Select(label =>
            new SeededRandom(seed, $"cifar10/{(split == DataSplit.Train ? "train" : "test")}/{label}").Permutation(expected))];
        int side = Side / downsample;
        byte[] pixels = new byte[count * Channels * side * side];
        for (int i = 0; i < count; i++)
        {
            (int turn, int label) = Math.DivRem(i, classes.Count);
            (int file, int record) = Math.DivRem(byClass[classes[label]][orders[label][turn]], recordsPerFile);
            ReadOnlySpan<byte> source = contents[file].AsSpan(record * RecordSize + 1, ImageSize);
            Average(source, pixels.AsSpan(i * Channels * side * side, Channels * side * side), downsample);
        }
        return new ImageSet(
            ImmutableCollectionsMarshal.AsImmutableArray(pixels), Channels, side, side,
            [.. classes.Select(label => Names[label])], [.. Enumerable.Range(0, count).Select(i => i % classes.Count)]);
    }

    private static void CheckNames(string path)
    {
        if (!File.Exists(path))
            throw new DataFileException(path, null, "the list of class names", "no such file", Remedy);
        IEnumerable<string> lines = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0);
        string[] found = [.. lines.Take(Names.Length + 1)];
        if (!found.SequenceEqual(Names))
            throw new DataFileException(path, null, $"the ten names {string.Join(", ", Names)}", Shorten(string.Join(", ", found)), Remedy);
    }

    private static string Shorten(string text) => text.Length == 0 ? "nothing" : text.Length <= 120 ? text : text[..120] + "...";

    private static byte[] ReadRecords(string path, int records)
    {
        if (!File.Exists(path))
            throw new DataFileException(path, null, $"{records} records of CIFAR-10", "no such file", Remedy);
        long expected = (long)records * RecordSize;
        long length = new FileInfo(path).Length;
        if (length != expected)
        {
            throw new DataFileException(
                path, Math.Min(length, expected), $"{expected} bytes ({records} records of {RecordSize})",
                $"{length} bytes, {(length < expected ? "cut short" : "too long")} by {Math.Abs(length - expected)}", Remedy);
        }
        byte[] bytes = File.ReadAllBytes(path);
        for (int offset = 0; offset < bytes.Length; offset += RecordSize)
        {
            if (bytes[offset] >= Names.Length)
                throw new DataFileException(path, offset, $"a label from 0 to 9 (record {offset / RecordSize})", $"label {bytes[offset]}", Remedy);
        }
        return bytes;
    }

    /// <summary>Means over squares of <paramref name="factor"/> x <paramref name="factor"/> pixels, halves up.</summary>
    private static void Average(ReadOnlySpan<byte> source, Span<byte> target, int factor)
    {
        int side = Side / factor, area = factor * factor;
        for (int i = 0; i < target.Length; i++)
        {
            (int rows, int column) = Math.DivRem(i, side);
            (int channel, int row) = Math.DivRem(rows, side);
            int sum = area / 2;
            for (int dy = 0; dy < factor; dy++)
            {
                for (int dx = 0; dx < factor; dx++)
                    sum += source[(((channel * Side) + (row * factor) + dy) * Side) + (column * factor) + dx];
            }
            target[i] = (byte)(sum / area);
        }
    }
}
