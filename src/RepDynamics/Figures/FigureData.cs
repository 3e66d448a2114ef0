namespace RepDynamics.Figures;

/// <summary>Checks shared by the figures; every error names the panel, what it holds and what it should hold.</summary>
internal static class FigureData
{
    public static void Require(bool holds, string where, string found, string expected, string parameter)
    {
        if (!holds) throw Error(where, found, expected, parameter);
    }

    private static ArgumentException Error(string where, string found, string expected, string parameter) =>
        new($"Figure: {where} {found}; expected {expected}.", parameter);

    public static void RequireText(string? text, string what) => Require(!string.IsNullOrWhiteSpace(text), what, "is empty", "a name that readers recognise", "Title");

    public static void RequireFinite(double value, string where)
    {
        // For every cell of a map: the text is made only for an error.
        if (!double.IsFinite(value)) throw Error(where, FormattableString.Invariant($"holds {value}"), "a finite number (leave out what is undefined)", "values");
    }

    public static void RequireRange((double Low, double High)? range, string where)
    {
        if (range is not var (low, high)) return;
        bool ascends = double.IsFinite(low) && double.IsFinite(high) && low < high;
        Require(ascends, where, FormattableString.Invariant($"is {low} to {high}"), "a finite low end below a finite high end", "Range");
    }

    public static void RequireOnce(IEnumerable<string> names, string what, string figure, string parameter)
    {
        string? twice = names.CountBy(name => name).FirstOrDefault(count => count.Value > 1).Key;
        Require(twice is null, $"{what} '{twice}' of {figure}", "is there twice", "another name for each", parameter);
    }
}
