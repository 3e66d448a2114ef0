namespace RepDynamics.Figures;

/// <summary>A mark on an axis: its place as a fraction of the axis, and its text.</summary>
internal sealed record AxisTick(double Place, string Text);

/// <summary>A linear axis with ticks at round numbers, the multiples of its step.</summary>
internal sealed record LinearAxis(double Low, double High, double Step)
{
    /// <summary>The multiples of the step within the axis, ends included.</summary>
    public IEnumerable<double> Values => Enumerable.Sequence(Math.Ceiling(Low / Step - 1e-6), High / Step + 1e-6, 1.0).Select(k => k == 0 ? 0 : k * Step);

    public IReadOnlyList<AxisTick> Ticks => [.. Values.Select(value => new AxisTick(Place(value), Format(value, Step)))];

    /// <summary>The step is the smallest of 1, 2, 5 times a power of ten that cuts the axis into at most so many parts.</summary>
    public static LinearAxis Between(double low, double high, int parts)
    {
        double rough = (high - low) / parts;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new double[] { 1, 2, 5 }.Select(factor => factor * power).FirstOrDefault(step => step >= rough * (1 - 1e-9), 10 * power);
        return new(low, high, step);
    }

    /// <summary>The axis around values, with a share of their span as space at both ends; around equal values there is some room.</summary>
    public static LinearAxis Around(IReadOnlyCollection<double> values, double room, double space, int parts)
    {
        (double low, double high) = (values.Min(), values.Max());
        if (high - low < 1e-9 * Math.Max(1, Math.Abs(high))) (low, high) = (low - room, high + room);
        double around = (high - low) * space;
        return Between(low - around, high + around, parts);
    }

    public double Place(double value) => (value - Low) / (High - Low);

    /// <summary>The number with as many decimals as the step needs, and a true minus sign.</summary>
    public static string Format(double value, double step)
    {
        int decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        return Signed(value.ToString("F" + decimals, CultureInfo.InvariantCulture));
    }

    /// <summary>The number with three decimals, as many as the written results have.</summary>
    public static string Result(double value) => Signed(value.ToString("F3", CultureInfo.InvariantCulture));

    /// <summary>A mean with the ends of its interval.</summary>
    public static string Interval(double mean, double low, double high) => $"{Result(mean)} [{Result(low)}, {Result(high)}]";

    /// <summary>The number with two decimals.</summary>
    public static string Rounded(double value) => Signed(value.ToString("F2", CultureInfo.InvariantCulture));

    /// <summary>The number with two decimals, or as many as it has, up to six.</summary>
    public static string Plain(double value) => Signed(value.ToString("0.00####", CultureInfo.InvariantCulture));

    private static string Signed(string number) => number.Replace('-', '\u2212');
}
