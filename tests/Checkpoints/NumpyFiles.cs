using System.IO.Compression;
using System.Text;
using RepDynamics.IO;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>Builds the files that numpy would, with .NET's own zip writer.</summary>
internal static class NumpyFiles
{
    /// <summary>A <c>.npy</c> file, version 1.0, from the text of its header and its elements.</summary>
    public static byte[] Npy(string header, ReadOnlySpan<byte> elements) =>
        [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)(header.Length + 1)), .. Encoding.Latin1.GetBytes(header + "\n"), .. elements];

    public static byte[] Npy(string type, string shape, ReadOnlySpan<byte> elements, string fortran = "False") =>
        Npy($"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}", elements);

    public static byte[] Singles(string shape, params IEnumerable<float> values) => Npy("<f4", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public static byte[] Features(double[,] x) => Singles($"({x.GetLength(0)}, {x.GetLength(1)})", x.Cast<double>().Select(v => (float)v));

    public static byte[] Labels(params byte[] labels) => Npy("|u1", $"({labels.Length},)", labels);

    public static byte[] Npz(CompressionLevel level, params IEnumerable<(string Name, byte[] Content)> entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name + ".npy", level).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    public static byte[] Npz(params IEnumerable<(string Name, byte[] Content)> entries) => Npz(CompressionLevel.NoCompression, entries);

    /// <summary>Features of a layer at an epoch: they drift, and no two layers alike.</summary>
    public static double[,] Drifting(int epoch, int layer = 0, int images = 8, int width = 5)
    {
        (double[,] first, double[,] last) = Tests.Similarity.Features.Pair(images, width, width, 30 + 10 * layer, 4);
        return Tests.Similarity.Features.Changed(first, (v, i, j) => v / (1 + epoch) + last[i, j] * epoch / (1 + epoch));
    }

    /// <summary>Three epochs of two layers of features and a region map, in files with the given extension.</summary>
    public static void Fill(string folder, params IEnumerable<int> epochs)
    {
        foreach (int epoch in epochs)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{epoch}.npz"), Npz(
                ("block1", Features(Drifting(epoch))), ("block2", Features(Drifting(epoch, 1))),
                ("map", Labels([.. Enumerable.Range(0, 50).Select(i => (byte)(i % 5 < epoch ? 1 : i % 3))]))));
        }
    }

    public static TensorData Tensor(string name, double[,] x) => new(
        name, ElementType.F32, [x.GetLength(0), x.GetLength(1)], x.Cast<double>().SelectMany(v => BitConverter.GetBytes((float)v)).ToArray());
}
