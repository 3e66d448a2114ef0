using System.Globalization;

namespace RepDynamics.Figures;

/// <summary>Checks shared by the figures; every error names the panel, what it holds and what it should hold.</summary>
internal static class FigureData
{
    public static ArgumentException Error(string where, string found, string expected, string parameter) =>
        new($"Figure: {where} {found}; expected {expected}.", parameter);

    public static void RequireText(string? text, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Error(what, "is empty", "a name that readers recognise", "Title");
    }

    public static void RequireFinite(double value, string where)
    {
        if (!double.IsFinite(value))
        {
            string found = "holds " + value.ToString(CultureInfo.InvariantCulture);
            throw Error(where, found, "a finite number (leave out what is undefined)", "values");
        }
    }

    public static void RequireEpochs(IReadOnlyList<int>? epochs, string where, int least = 2)
    {
        if (epochs is null || epochs.Count < least)
        {
            string expected = least == 1 ? "at least one snapshot" : "at least two snapshots";
            throw Error(where, $"has {epochs?.Count ?? 0} epochs", expected, "Epochs");
        }

        if (epochs[0] < 0)
            throw Error(where, $"starts at epoch {epochs[0]}", "epochs from 0 on", "Epochs");

        for (int i = 1; i < epochs.Count; i++)
        {
            if (epochs[i] <= epochs[i - 1])
                throw Error(where, $"has epoch {epochs[i]} after {epochs[i - 1]}", "epochs in ascending order", "Epochs");
        }
    }

    public static void RequirePerfectFit(int? epoch, int first, int last, string where)
    {
        if (epoch < first || epoch > last)
            throw Error(where, $"has t* at epoch {epoch}", $"an epoch from {first} to {last}, or null", "PerfectFitEpoch");
    }

    public static void RequireRange((double Low, double High)? range, string where)
    {
        if (range is not var (low, high))
            return;

        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
        {
            string found = string.Create(CultureInfo.InvariantCulture, $"is {low} to {high}");
            throw Error(where, found, "a finite low end below a finite high end", "Range");
        }
    }

    public static void RequireOnce(IEnumerable<string> names, string what, string figure, string parameter)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Error($"{what} '{twice.Key}' of {figure}", "is there twice", "another name for each", parameter);
    }
}
