namespace RepDynamics.Benchmarks;

/// <summary>One number that a benchmark's process prints on a line, the fields separated by tabs.</summary>
/// <param name="Name">What was measured. A reference's number stands beside all of ours whose name is the same or goes on with a slash.</param>
/// <param name="Side"><see cref="Ours"/> or <see cref="Reference"/>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit; where it ends in <c>/s</c>, more is better.</param>
/// <param name="Text">Ours: the table's first column. A reference's: the library and how it was used.</param>
internal sealed record Measurement(string Name, string Side, double Value, string Unit, string Text)
{
    public const string Ours = "ours";
    public const string Reference = "reference";

    public static void Print(string name, string side, double value, string unit, string text) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{side}\t{value:R}\t{unit}\t{text}"));

    /// <exception cref="FormatException">The line does not have five fields, or the third is no number.</exception>
    public static Measurement Parse(string line) => line.Split('\t') is [var name, var side, var value, var unit, var text]
        ? new(name, side, double.Parse(value, CultureInfo.InvariantCulture), unit, text)
        : throw new FormatException($"Expected name, side, value, unit and text separated by tabs; found '{line}'.");

    public bool IsReferenceOf(Measurement ours) => ours.Name == Name || ours.Name.StartsWith(Name + "/", StringComparison.Ordinal);

    /// <summary>How many times better ours is than a reference.</summary>
    public static double Ratio(double ours, double reference, string unit) =>
        unit.EndsWith("/s", StringComparison.Ordinal) ? ours / reference : reference / ours;

    public static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
