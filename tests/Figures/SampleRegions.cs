using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

/// <summary>Made-up decision regions: the nearest of some centres, which spread with the epoch, with ragged borders.</summary>
internal static class SampleRegions
{
    private static readonly string[] Cifar10 =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly EpochColumn[] Columns = [new(0), new(7, "phase 2"), new(26, "phase 3"), new(36, "t*"), new(72), new(120, "last")];

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

    /// <summary>One map of 4 x 4 points and two classes, or several at following epochs from 7 on.</summary>
    public static RegionPanels Small(byte[] map, (double X, double Y)[]? places = null, int epochs = 1) =>
        new()
        {
            ClassNames = ["cat", "dog"],
            Resolution = 4,
            Epochs = [.. Enumerable.Range(7, epochs).Select(epoch => new EpochColumn(epoch, "t*"))],
            Taps = [new RegionRow("output", [map])],
            // The first image alone has a wrong label; thumbnails are grey, which is no class's colour.
            Corners = [.. (places ?? [(0, 0), (1, 0), (0, 1)]).Select((place, i) => new PlaneImage($"image {i}", place.X, place.Y, 0, i == 0 ? 1 : 0, 2, 2, [.. Enumerable.Repeat((byte)128, 12)]))],
        };

    private static PlaneImage Image(string name, double x, double y, int trueClass, int givenClass, int seed)
    {
        const int size = 32;
        var random = new Random(seed);
        byte[] rgb = new byte[size * size * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(128 + 80 * Math.Sin(i / 3 % size * 0.05 * (seed + i % 3)) + 30 * random.NextDouble());
        return new PlaneImage(name, x, y, trueClass, givenClass, size, size, rgb);
    }

    private static byte[] Map(int depth, int epoch, int resolution)
    {
        var random = new Random(1000 * depth + epoch);
        double late = Math.Log(1 + epoch) / Math.Log(121);
        (double X, double Y)[] centres = Enumerable.Range(0, Cifar10.Length)
            .Select(k => (X: 0.5 + (0.3 + late * 0.3) * Math.Cos(k * 2.4 + depth * 0.2), Y: 0.5 + 0.6 * Math.Sin(k * 2.4 + depth * 0.2 * late)))
            .ToArray();
        byte[] map = new byte[resolution * resolution];
        for (int i = 0; i < map.Length; i++)
        {
            (double x, double y) = ((i % resolution + random.NextDouble()) / resolution, (i / resolution + random.NextDouble()) / resolution);
            map[i] = (byte)Array.IndexOf(centres, centres.MinBy(c => (c.X - x) * (c.X - x) + (c.Y - y) * (c.Y - y)));
        }

        return map;
    }
}
