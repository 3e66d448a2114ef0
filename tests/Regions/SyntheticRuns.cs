using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Probes;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Tests.Data;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Regions;

/// <summary>The regions of a run that never was: maps by chance, small enough to look at.</summary>
internal static class SyntheticRuns
{
    public const int Resolution = 4;
    public const int Classes = 3;

    public static readonly string[] Taps = ["stem", "block1", "output"];

    public static RunRegions Regions(IReadOnlyList<int> epochs, bool mislabelled = true, int channels = 3, string[]? taps = null) => new()
    {
        HeldOut = Planes("held-out planes", epochs, taps ?? Taps, 2, channels, givenOffset: 0),
        Mislabelled = mislabelled ? Planes("mislabelled planes", epochs, taps ?? Taps, 1, channels, givenOffset: 1) : null,
        Probes =
        [
            .. epochs.SelectMany(epoch => (taps ?? Taps).SkipLast(1).Select((tap, depth) => new ProbeReport(
                tap, epoch, 0.75, 0.25 + 0.01 * epoch, mislabelled ? 1 / 3.0 : null, Iterations: 4 + depth, GradientNorm: 1e-9))),
        ],
    };

    public static byte[] File(RunRegions regions, string identity = "identity")
    {
        using MemoryStream stream = new();
        RegionFile.Write(stream, identity, regions);
        return stream.ToArray();
    }

    private static PlaneRegions Planes(string name, IReadOnlyList<int> epochs, string[] taps, int planes, int channels, int givenOffset) => new()
    {
        Planes = [.. Enumerable.Range(0, planes).Select(plane => Enumerable.Range(0, 3).Select(i => Corner(3 * plane + i, channels, givenOffset)).ToImmutableArray())],
        Taps =
        [
            .. taps.Select((tap, depth) => new TapRegions(tap, [.. epochs.Select(epoch => new RegionMap(
                tap, epoch, name, Resolution, Classes, Maps.Random(planes * Resolution * Resolution, Classes, seed: 100 * depth + epoch + givenOffset)))])),
        ],
    };

    // Of 2 rows and 1 column, every byte different; the first of three is given another label where labels are wrong.
    private static CornerImage Corner(int index, int channels, int givenOffset)
    {
        int label = index % Classes, given = index % 3 == 0 ? (label + givenOffset) % Classes : label;
        PlanePosition place = new(index % 3 == 2 ? Resolution - 1 : 0, index % 3 == 1 ? 2.5 : 0.25);
        return new(index, place, label, given, [channels, 2, 1], [.. Enumerable.Range(0, 2 * channels).Select(i => (byte)(10 * index + i))]);
    }
}

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

/// <summary>Images and maps to draw planes and regions on.</summary>
internal static class Sets
{
    public static ImageSet Textures(int count, double noise = 0, long noiseSeed = 0) => LabelNoise.Apply(
        OrientedTextures.Generate(count, classes: 4, size: 6), noise, noiseSeed);

    public static DeviceImages OnDevice(ImageSet images)
    {
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(new TrainingData(images, images), CPU);
        test.Dispose();
        return train;
    }

    /// <summary>Images of 1 x 1 x 2 pixels: points of a plane that can be drawn on paper.</summary>
    public static ImageSet Points(ImmutableArray<int> trueLabels, ImmutableArray<int> given, params (byte X, byte Y)[] points) => new(
        [.. points.SelectMany(p => new[] { p.X, p.Y })], 1, 1, 2, TinyImages.Names(trueLabels.Max() + 2), trueLabels, given);

    public static ImageSet Points(params (byte X, byte Y)[] points)
    {
        ImmutableArray<int> labels = [.. points.Select(_ => 0)];
        return Points(labels, labels, points);
    }
}
