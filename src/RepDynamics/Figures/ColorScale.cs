using SkiaSharp;

namespace RepDynamics.Figures;

// An eye cannot distinguish a hundred colours, and a picture with few colours is a small file.

/// <summary>Which value takes which colour, and the numbers along the colour bar.</summary>
internal sealed class ColorScale
{
    private const int Colors = 100;

    private readonly LinearAxis axis;

    private ColorScale(LinearAxis axis, bool clipsLow, bool clipsHigh)
    {
        this.axis = axis;
        (double low, double high, double step) = axis;
        IEnumerable<AxisTick> inside = axis.Values.Where(value => value - low > step * 0.4 && high - value > step * 0.4)
            .Select(value => new AxisTick(Position(value), LinearAxis.Format(value, step)));
        Ticks = [new(0, (clipsLow ? "\u2264 " : "") + End(low, step)), .. inside, new(1, (clipsHigh ? "\u2265 " : "") + End(high, step))];
    }

    /// <summary>From the low to the high end; both ends are stated.</summary>
    public IReadOnlyList<AxisTick> Ticks { get; }

    /// <summary>Ends at the given range, or at the next round numbers around the data.</summary>
    public static ColorScale Around(double smallest, double largest, (double Low, double High)? range)
    {
        if (range is var (low, high))
        {
            // Rounding in the last digits is no reason to say that the data goes beyond the range.
            double slack = (high - low) * 1e-4;
            return new(LinearAxis.Between(low, high, 5), smallest < low - slack, largest > high + slack);
        }

        var around = LinearAxis.Around([smallest, largest], room: 0.05, space: 0, parts: 5);
        double step = around.Step;
        return new(new(Math.Floor(around.Low / step + 1e-6) * step, Math.Ceiling(around.High / step - 1e-6) * step, step), clipsLow: false, clipsHigh: false);
    }

    public double Position(double value) => axis.Place(value);

    /// <summary>The colour of a value; beyond the range that of the nearer end.</summary>
    public SKColor Color(double value) => ColorAt(Position(value));

    public static SKColor ColorAt(double place) => ColorMap.At(Math.Round(place * (Colors - 1)) / (Colors - 1));

    private static string End(double value, double step) => LinearAxis.Format(value, Math.Abs(value / step - Math.Round(value / step)) < 1e-6 ? step : step / 10);
}

// Sixteen of the 256 colours of viridis (S. van der Walt and N. Smith, 2015, dedicated to the public domain under CC0; every 17th entry of the table in
// matplotlib's _cm_listed.py). Between them a straight line in sRGB stays within one grey level or two of the full table.

/// <summary>
/// The colours of heat maps: viridis. Its lightness rises evenly, so equal steps of the data look equal, it survives
/// grey printing, and it reads the same with the common forms of colour blindness.
/// </summary>
internal static class ColorMap
{
    private static readonly SKColor[] Anchors =
    [
        0xFF440154, 0xFF481A6C, 0xFF472F7D, 0xFF414487, 0xFF39568C, 0xFF31688E, 0xFF2A788E, 0xFF23888E,
        0xFF1F988B, 0xFF22A884, 0xFF35B779, 0xFF54C568, 0xFF7AD151, 0xFFA5DB36, 0xFFD2E21B, 0xFFFDE725,
    ];

    /// <summary>The colour at a position: 0 is dark violet, 1 is yellow; positions outside are taken as the nearer end.</summary>
    /// <exception cref="ArgumentException">The position is NaN.</exception>
    public static SKColor At(double position)
    {
        if (double.IsNaN(position)) throw new ArgumentException("A colour map has no colour for NaN.", nameof(position));
        double along = Math.Clamp(position, 0, 1) * (Anchors.Length - 1);
        int below = Math.Min((int)along, Anchors.Length - 2);
        double part = along - below;
        (SKColor from, SKColor to) = (Anchors[below], Anchors[below + 1]);
        return new SKColor(Mix(from.Red, to.Red, part), Mix(from.Green, to.Green, part), Mix(from.Blue, to.Blue, part));
    }

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * part);
}
