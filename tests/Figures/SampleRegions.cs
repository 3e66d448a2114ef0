using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

/// <summary>Made-up decision regions.</summary>
internal static class SampleRegions
{
    private static readonly string[] Cifar10 =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly EpochColumn[] Columns = [new(0, "first"), new(7, "phase 2"), new(26, "phase 3"), new(36, "t*"), new(72, "phase 4"), new(120, "last")];

    private static readonly PlaneImage[] Corners =
    [
        Image("image 217", 1 / 12.0, 1 / 12.0, 0, 0, seed: 1),
        Image("image 5", 11 / 12.0, 1 / 12.0, 8, 8, seed: 2),
        Image("image 1033", 0.4, 11 / 12.0, 3, 5, seed: 3),
    ];

    public static RegionPanels Panels() =>
        new()
        {
            Title = "Decision regions of linear probes",
            Subtitle = "ResNet-18, SGD, seed 10; plane 4 of 20, around a mislabelled image",
            ClassNames = Cifar10,
            Resolution = 50,
            Epochs = Columns,
            Taps = [.. SampleData.ResNetTaps.Select((tap, depth) => new RegionRow(tap, [.. Columns.Select(c => Map(depth, c.Epoch, 50))]))],
            Corners = Corners,
        };

    /// <summary>One map of 4 x 4 points and, by default, two classes.</summary>
    public static RegionPanels Small(byte[] map, (double X, double Y)[]? places = null, string[]? classes = null) =>
        new()
        {
            Subtitle = "a network",
            ClassNames = classes ?? ["cat", "dog"],
            Resolution = 4,
            Epochs = [new(7, "t*")],
            Taps = [new RegionRow("output", [map])],
            // The first image alone has a wrong label; thumbnails are grey, which is no class's colour.
            Corners = [.. (places ?? [(0, 0), (1, 0), (0, 1)]).Select((place, i) => new PlaneImage($"image {i}", place.X, place.Y, 0, i == 0 ? 1 : 0, 2, 2, [.. Enumerable.Repeat((byte)128, 12)]))],
        };

    private static PlaneImage Image(string name, double x, double y, int trueClass, int givenClass, int seed)
    {
        const int size = 32;
        byte[] rgb = new byte[size * size * 3];
        new Random(seed).NextBytes(rgb);
        return new PlaneImage(name, x, y, trueClass, givenClass, size, size, rgb);
    }

    private static byte[] Map(int depth, int epoch, int side)
    {
        var random = new Random(1000 * depth + epoch);
        // Stripes that tilt with the depth and narrow with the epoch.
        double pitch = side / (1.5 + Math.Log(1 + epoch));
        return [.. Enumerable.Range(0, side * side).Select(i => (byte)((int)((i % side + 0.2 * depth * (i / side) + random.NextDouble()) / pitch) % Cifar10.Length))];
    }
}
