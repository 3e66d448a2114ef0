using SkiaSharp;

namespace RepDynamics.Figures;

// An eye cannot distinguish a hundred colours, and a picture with few colours is a small file.

/// <summary>Which value takes which colour, and the numbers along the colour bar.</summary>
internal sealed class ColorScale
{
    private const int Colors = 100;

    private readonly double low;
    private readonly double high;

    private ColorScale(double low, double high, double step, bool clipsLow, bool clipsHigh)
    {
        this.low = low;
        this.high = high;
        IEnumerable<AxisTick> inside = LinearTicks.Within(low, high, step)
            .Where(value => value - low > step * 0.4 && high - value > step * 0.4)
            .Select(value => new AxisTick(Position(value), LinearTicks.Format(value, step)));
        Ticks =
        [
            new AxisTick(0, (clipsLow ? "\u2264 " : "") + End(low, step)),
            .. inside,
            new AxisTick(1, (clipsHigh ? "\u2265 " : "") + End(high, step)),
        ];
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
            return new ColorScale(
                low, high, LinearTicks.Step(low, high, 5), smallest < low - slack, largest > high + slack);
        }

        if (largest - smallest < 1e-9 * Math.Max(1, Math.Abs(largest)))
            (smallest, largest) = (smallest - 0.05, largest + 0.05);
        double step = LinearTicks.Step(smallest, largest, 5);
        return new ColorScale(
            Math.Floor(smallest / step + 1e-6) * step, Math.Ceiling(largest / step - 1e-6) * step, step, false, false);
    }

    /// <summary>The place of a value along the bar; 0 to 1 within the range.</summary>
    public double Position(double value) => (value - low) / (high - low);

    /// <summary>The colour of a value; beyond the range that of the nearer end.</summary>
    public SKColor Color(double value) => ColorAt(Position(value));

    /// <summary>The colour at a place along the bar.</summary>
    public static SKColor ColorAt(double place) => ColorMap.At(Math.Round(place * (Colors - 1)) / (Colors - 1));

    private static string End(double value, double step) =>
        Math.Abs(value / step - Math.Round(value / step)) < 1e-6
            ? LinearTicks.Format(value, step)
            : LinearTicks.Format(value, step / 10);
}
