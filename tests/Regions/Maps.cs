using RepDynamics.Numerics;
using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

/// <summary>Region maps drawn by hand or by chance.</summary>
internal static class Maps
{
    /// <summary>One plane, a row a line: digits are classes.</summary>
    public static RegionMap Drawn(int classes, params string[] rows) =>
        new("tap", 0, "planes", rows.Length, classes, [.. string.Concat(rows).Select(c => (byte)(c - '0'))]);

    public static byte[] Random(int points, int classes, long seed)
    {
        SeededRandom random = new(seed, "test map");
        return [.. Enumerable.Range(0, points).Select(_ => (byte)random.NextInt(classes))];
    }

    /// <summary>Maps of a few epochs; each keeps most points of the one before.</summary>
    public static RegionMap[] Drifting(int epochs, int planes, int resolution, int classes, long seed)
    {
        SeededRandom random = new(seed, "drifting map");
        byte[] labels = Random(planes * resolution * resolution, classes, seed);
        return [.. Enumerable.Range(0, epochs).Select(epoch =>
        {
            for (int i = 0; i < labels.Length; i++)
            {
                if (random.NextDouble() < 0.2) labels[i] = (byte)random.NextInt(classes);
            }
            return new RegionMap("tap", epoch * 3, "planes", resolution, classes, labels);
        })];
    }
}
