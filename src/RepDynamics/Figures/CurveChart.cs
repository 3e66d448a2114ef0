namespace RepDynamics.Figures;

/// <summary>One curve.</summary>
/// <param name="Name">Its name in the legend; must differ between the curves of a chart.</param>
/// <param name="Epochs">Where it is known `[n]`: ascending epochs from 0 on, at least two.</param>
/// <param name="Values">The values `[n]`, finite. Leave out epochs at which the quantity is undefined.</param>
public sealed record CurveSeries(string Name, IReadOnlyList<int> Epochs, IReadOnlyList<double> Values);

/// <summary>
/// Curves over a log epoch axis, such as losses and accuracies while a network trains: a <see cref="LineChart"/> of one panel. Curves differ by colour
/// and by dashes; the legend stands below the plot, never on the data.
/// </summary>
public sealed class CurveChart : Figure
{
    private const int Parts = 6;

    /// <summary>The curves, 1 to 7, in the order of the legend.</summary>
    public required IReadOnlyList<CurveSeries> Series { get; init; }

    /// <summary>What the vertical axis measures, with its unit if it has one.</summary>
    public required string YLabel { get; init; }

    /// <summary>The ends of the vertical axis, which must hold all values; by default just around the data.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The epoch t* of perfect fit, marked by a vertical line; null for none.</summary>
    public int? PerfectFitEpoch { get; init; }

    /// <summary>Horizontal lines, such as chance.</summary>
    public IReadOnlyList<ChartLevel> Levels { get; init; } = [];

    /// <summary>What t* is, for legends.</summary>
    internal static string NameOfFit(int epoch) => $"t* = {epoch}, perfect fit: 99.5% of the given labels, for good";

    internal EpochAxis XAxis => EpochAxis.OfCurves(Span.First, Span.Last);

    internal LinearAxis YAxis => YRange is var (low, high)
        ? LinearAxis.Between(low, high, Parts)
        : LinearAxis.Around([.. Series.SelectMany(s => s.Values)], room: 0.5, space: 0.04, Parts);

    private (int First, int Last) Span => (Series.Min(s => s.Epochs[0]), Series.Max(s => s.Epochs[^1]));

    private LineChart Lines => new()
    {
        Title = Title,
        YLabel = YLabel,
        YRange = YRange,
        XAxis = ChartAxis.Epochs(Span.First, Span.Last),
        Levels = Levels,
        Panels =
        [
            new("", [.. Series.Select(series => new LineSeries(series.Name, [.. series.Epochs.Select(epoch => (double)epoch)], series.Values))])
            {
                Marks = PerfectFitEpoch is { } epoch ? [new(NameOfFit(epoch), epoch)] : [],
            },
        ],
    };

    internal override void Check()
    {
        FigureData.RequireText(YLabel, "the vertical axis of a curve chart");
        if (Series is null || Series.Count < 1 || Series.Count > SeriesStyle.InOrder.Length)
        {
            throw FigureData.Error(
                $"chart '{YLabel}'", $"has {Series?.Count ?? 0} curves", $"1 to {SeriesStyle.InOrder.Length}", nameof(Series));
        }

        FigureData.RequireRange(YRange, $"the vertical range of chart '{YLabel}'");
        foreach (CurveSeries series in Series)
            Check(series);
        FigureData.RequirePerfectFit(PerfectFitEpoch, Span.First, Span.Last, $"chart '{YLabel}'");
        FigureData.RequireOnce(Series.Select(series => series.Name), "curve", $"chart '{YLabel}'", nameof(Series));
    }

    internal override string Describe() => Lines.Describe();

    internal override (float Width, float Height) MeasureBody(Typography typography) => Lines.MeasureBody(typography);

    internal override void DrawBody(DrawingSurface sheet) => Lines.DrawBody(sheet);

    private void Check(CurveSeries series)
    {
        FigureData.RequireText(series.Name, $"the name of a curve in chart '{YLabel}'");
        string name = $"curve '{series.Name}' of chart '{YLabel}'";
        FigureData.RequireEpochs(series.Epochs, name);
        if (series.Values is null || series.Values.Count != series.Epochs.Count)
        {
            throw FigureData.Error(
                name, $"has {series.Values?.Count ?? 0} values", $"one for each of its {series.Epochs.Count} epochs", nameof(Series));
        }

        foreach ((int epoch, double value) in series.Epochs.Zip(series.Values))
        {
            FigureData.RequireFinite(value, $"{name}, epoch {epoch},");
            if (YRange is var (low, high) && (value < low || value > high))
                throw FigureData.Error(name, $"has {value} at epoch {epoch}", $"values from {low} to {high}", nameof(YRange));
        }
    }
}
