using RepDynamics.Checkpoints;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>Opens files, and reads whole arrays of them.</summary>
internal static class Reading
{
    public static CheckpointFile Open(string folder, byte[] content, string name = "1.npz")
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return CheckpointFile.Open(path, 1);
    }

    public static double[] Features(CheckpointFile file, string layer, string folder)
    {
        using ArrayReader reader = Reader(file, layer, folder);
        double[] values = new double[reader.Images * reader.Width];
        reader.Read(0, 0, reader.Width, values);
        return values;
    }

    public static long[] Labels(CheckpointFile file, string layer, string folder)
    {
        using ArrayReader reader = Reader(file, layer, folder);
        return reader.ReadLabels();
    }

    public static ArrayReader Reader(CheckpointFile file, string layer, string folder) =>
        ArrayReader.Open(file, file.Arrays.Single(a => a.Name == layer), folder, default);
}
