using System.Globalization;

namespace RepDynamics.Figures;

// Representations change fast at first and slowly later, so epochs lie on a logarithmic axis. Epoch 0, the untrained network,
// belongs on it too, hence ln(epoch + 1).

/// <summary>
/// A logarithmic axis of epochs: an epoch e lies at ln(e + 1). Places are fractions of the axis, 0 to 1. In a heat map the
/// cell of a snapshot reaches halfway (on this axis) to its neighbours; the first and last cell reach equally far outwards.
/// </summary>
internal sealed class EpochAxis
{
    private readonly double low;
    private readonly double high;

    private EpochAxis(double low, double high)
    {
        this.low = low;
        this.high = high;
    }

    /// <summary>The axis that holds the cells of all snapshots; epochs ascend, at least two.</summary>
    public static EpochAxis OfCells(IReadOnlyList<int> epochs)
    {
        double[] edges = Edges(epochs);
        return new EpochAxis(edges[0], edges[^1]);
    }

    /// <summary>The axis from the first to the last epoch, with a little space at both ends.</summary>
    public static EpochAxis OfCurves(int first, int last)
    {
        (double from, double to) = (Position(first), Position(Math.Max(last, first + 1)));
        double space = (to - from) * 0.02;
        return new EpochAxis(from - space, to + space);
    }

    public double Place(double epoch) => (Position(epoch) - low) / (high - low);

    /// <summary>The places of the cell edges, one more than snapshots, from 0 to 1.</summary>
    public double[] CellEdges(IReadOnlyList<int> epochs) =>
        Array.ConvertAll(Edges(epochs), edge => (edge - low) / (high - low));

    /// <summary>For every pixel of an axis of that length, the snapshot whose cell holds the pixel's centre.</summary>
    public int[] SnapshotOfPixel(IReadOnlyList<int> epochs, int pixels)
    {
        double[] edges = CellEdges(epochs);
        int[] snapshots = new int[pixels];
        int cell = 0;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            while (cell < epochs.Count - 1 && (pixel + 0.5) / pixels >= edges[cell + 1])
                cell++;
            snapshots[pixel] = cell;
        }

        return snapshots;
    }

    /// <summary>The epochs worth a mark: 0 and 1, 3, 10, 30, 100, ... as far as they lie on the axis.</summary>
    public IReadOnlyList<int> Marks() => [.. MarksByImportance().Order()];

    /// <summary>
    /// The marks whose labels fit, the powers of ten first: every two labels keep a gap, also to those of an equal axis that
    /// starts a period further on. Lengths are in pixels.
    /// </summary>
    public IReadOnlyList<AxisTick> Ticks(float length, Func<string, float> width, float gap, float period = float.PositiveInfinity)
    {
        var chosen = new List<(AxisTick Tick, float From, float To)>();
        foreach (int epoch in MarksByImportance())
        {
            string text = epoch.ToString(CultureInfo.InvariantCulture);
            float centre = (float)Place(epoch) * length;
            float half = width(text) / 2;
            if (chosen.All(other => Apart(centre - half, centre + half, other.From, other.To, gap, period))
                && (float.IsPositiveInfinity(period) || 2 * half + gap <= period))
            {
                chosen.Add((new AxisTick(Place(epoch), text), centre - half, centre + half));
            }
        }

        return [.. chosen.Select(one => one.Tick).OrderBy(tick => tick.Place)];
    }

    private static bool Apart(float from, float to, float otherFrom, float otherTo, float gap, float period)
    {
        bool apart = to + gap <= otherFrom || otherTo + gap <= from;
        return apart && to + gap <= otherFrom + period && otherTo + gap <= from + period;
    }

    /// <summary>The same marks, the powers of ten first.</summary>
    public IEnumerable<int> MarksByImportance()
    {
        var powers = new List<int>();
        for (int power = 1; Place(power) <= 1 && power <= 100_000_000; power *= 10)
            powers.Add(power);
        return powers.Append(0).Concat(powers.Select(power => 3 * power)).Where(epoch => Place(epoch) is >= 0 and <= 1);
    }

    private static double Position(double epoch) => Math.Log(epoch + 1);

    private static double[] Edges(IReadOnlyList<int> epochs)
    {
        double[] edges = new double[epochs.Count + 1];
        for (int i = 1; i < epochs.Count; i++)
            edges[i] = (Position(epochs[i - 1]) + Position(epochs[i])) / 2;
        edges[0] = 2 * Position(epochs[0]) - edges[1];
        edges[^1] = 2 * Position(epochs[^1]) - edges[^2];
        return edges;
    }
}
