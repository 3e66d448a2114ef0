using SkiaSharp;

namespace RepDynamics.Figures;

// Representations change fast at first and slowly later, so epochs lie on a logarithmic axis. Epoch 0, the untrained network,
// belongs on it too, hence ln(epoch + 1).

/// <summary>
/// The logarithmic axis of a heat map: an epoch e lies at ln(e + 1). Places are fractions of the axis, 0 to 1. The cell of a snapshot
/// reaches halfway (on this axis) to its neighbours; the first and last cell reach equally far outwards.
/// </summary>
/// <param name="epochs">The epochs of the snapshots, ascending, at least two.</param>
internal sealed class EpochAxis(IReadOnlyList<int> epochs)
{
    /// <summary>The epochs worth a mark, 0 and 1, 3, 10, 30, 100, ..., the powers of ten first.</summary>
    public static readonly int[] MarksByImportance =
        [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 0, 3, 30, 300, 3000, 30_000, 300_000, 3_000_000, 30_000_000, 300_000_000];

    private readonly double[] edges = Edges(epochs);

    public double Place(double epoch) => Share(Position(epoch));

    /// <summary>The places of the cell edges, one more than snapshots, from 0 to 1.</summary>
    public double[] CellEdges() => Array.ConvertAll(edges, Share);

    /// <summary>For every pixel of an axis of that length, the snapshot whose cell holds the pixel's centre.</summary>
    public int[] SnapshotOfPixel(int pixels)
    {
        double[] inner = CellEdges()[1..^1];
        return [.. Enumerable.Range(0, pixels).Select(pixel => inner.Count(edge => (pixel + 0.5) / pixels >= edge))];
    }

    /// <summary>A square map of every two snapshots, on this axis both ways: the first epochs at the left and at the bottom.</summary>
    /// <param name="color">Returns the colour of a row and a column, by the snapshots' places.</param>
    public CellPicture Map(int pixels, Func<int, int, SKColor> color)
    {
        int[] snapshots = SnapshotOfPixel(pixels);
        var cells = new SKColor[pixels * pixels];
        for (int i = 0; i < cells.Length; i++) cells[i] = color(snapshots[pixels - 1 - i / pixels], snapshots[i % pixels]);
        return new(pixels, pixels, cells);
    }

    /// <summary>The marks that lie on the axis, in order.</summary>
    public IReadOnlyList<int> Marks() => [.. OnAxis().Order()];

    // Between 40 and 70 there is no round number: the ends are marked.
    private IEnumerable<int> OnAxis() => MarksByImportance.Where(epoch => Place(epoch) is >= 0 and <= 1) is var marks && marks.Any() ? marks : [epochs[0], epochs[^1]];

    /// <summary>
    /// The marks whose labels fit, the powers of ten first: every two labels keep a gap, also to those of an equal axis that
    /// starts a period further on. Lengths are in pixels.
    /// </summary>
    public IReadOnlyList<AxisTick> Ticks(float length, Func<string, float> width, float gap, float period = float.PositiveInfinity)
    {
        List<(AxisTick Tick, float From, float To)> chosen = [];
        foreach (int epoch in OnAxis())
        {
            string text = epoch.ToString(CultureInfo.InvariantCulture);
            (float centre, float half) = ((float)Place(epoch) * length, width(text) / 2);
            (float from, float to) = (centre - half, centre + half);
            bool apart = chosen.All(other => (to + gap <= other.From || other.To + gap <= from) && to + gap <= other.From + period && other.To + gap <= from + period);
            if (apart && 2 * half + gap <= period) chosen.Add((new AxisTick(Place(epoch), text), from, to));
        }
        return [.. chosen.Select(one => one.Tick).OrderBy(tick => tick.Place)];
    }

    private static double Position(double epoch) => Math.Log(epoch + 1);

    private double Share(double position) => (position - edges[0]) / (edges[^1] - edges[0]);

    private static double[] Edges(IReadOnlyList<int> epochs)
    {
        double[] inner = [.. epochs.Zip(epochs.Skip(1), (one, next) => (Position(one) + Position(next)) / 2)];
        return [2 * Position(epochs[0]) - inner[0], .. inner, 2 * Position(epochs[^1]) - inner[^1]];
    }
}
