using System.Globalization;

namespace RepDynamics.Figures;

/// <summary>A mark on an axis: its place as a fraction of the axis, and its text.</summary>
internal sealed record AxisTick(double Place, string Text);

/// <summary>Ticks at round numbers.</summary>
internal static class LinearTicks
{
    /// <summary>The smallest of 1, 2, 5 times a power of ten that cuts the span into at most so many parts.</summary>
    public static double Step(double low, double high, int atMost)
    {
        double rough = (high - low) / atMost;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (factor * power >= rough * (1 - 1e-9))
                return factor * power;
        }

        return 10 * power;
    }

    /// <summary>The multiples of the step within [low, high], ends included.</summary>
    public static IReadOnlyList<double> Within(double low, double high, double step)
    {
        var values = new List<double>();
        for (double k = Math.Ceiling(low / step - 1e-6); k <= high / step + 1e-6; k++)
            values.Add(k == 0 ? 0 : k * step);
        return values;
    }

    /// <summary>The number with as many decimals as the step needs, and a true minus sign.</summary>
    public static string Format(double value, double step)
    {
        int decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        return Signed(value.ToString("F" + decimals, CultureInfo.InvariantCulture));
    }

    /// <summary>The number with three decimals, as many as the written results have.</summary>
    public static string Result(double value) => Signed(value.ToString("F3", CultureInfo.InvariantCulture));

    /// <summary>The number with two decimals, or as many as it has, up to six.</summary>
    public static string Plain(double value) => Signed(value.ToString("0.00####", CultureInfo.InvariantCulture));

    private static string Signed(string number) => number.Replace('-', '\u2212');
}
