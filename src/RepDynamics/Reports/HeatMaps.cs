using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.Figures;
using RepDynamics.IO;
using RepDynamics.Studies;
using static RepDynamics.Reports.ForestPlot;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The epoch x epoch matrices of a page, each run's once: pictures, whose values the page's script reads out.</summary>
internal sealed class HeatMaps
{
    /// <summary>The file name of the figure that shows the same maps, before the condition.</summary>
    public const string Kind = "similarity.";

    // The script knows these, too: where a map lies in its drawing.
    private const double Left = 30, Top = 4, Side = 100;
    private const int Pixels = 160;

    private readonly SortedDictionary<string, object> data = new(StringComparer.Ordinal);

    /// <summary>Returns the maps that a figure of a claim shows, by the measures that the claim registered, in that order; null for other figures.</summary>
    /// <param name="elsewhere">Takes links to maps that the page shows already.</param>
    public object?[]? Build(ClaimResult result, string figure, ICollection<XElement> elsewhere)
    {
        if (!figure.StartsWith(Kind, StringComparison.Ordinal)) return null;
        RunEvidence? run = result.Runs.FirstOrDefault(run => run.Name.Split(' ')[0] == figure[Kind.Length..]);
        if (run is null || run.Matrices.IsEmpty) return null;
        bool[] registered = [.. result.Registration.Parts.Select(part => part.Measure == SimilarityMeasure.Regions).Distinct()];
        MatrixEvidence[][] measures = [.. run.Matrices.GroupBy(matrix => (matrix.Measure, string.Join(',', matrix.Epochs))).Select(measure => measure.ToArray())];
        return Many(measures
            .Where(measure => registered.Contains(measure[0].IsOfRegions)).OrderBy(measure => Array.IndexOf(registered, measure[0].IsOfRegions))
            .DefaultIfEmpty(measures[0]).Select(measure => Maps(run, measure, result, elsewhere)));
    }

    /// <summary>What the script reads out.</summary>
    public string Json() => JsonSerializer.Serialize(data, JsonFormat.OneLine);

    private XElement? Maps(RunEvidence run, MatrixEvidence[] taps, ClaimResult result, ICollection<XElement> elsewhere)
    {
        // "CKA (biased)" is CKA to a reader.
        string measure = taps[0].Measure.Replace(" (biased)", "", StringComparison.Ordinal);
        string id = $"maps-{Number.Short(run.RecipeHash)}-{measure.ToLowerInvariant().Replace(' ', '-')}";
        string caption = $"{run.Name} on {result.Profile}, {measure}: each layer compared with itself at all pairs of epochs";
        ImmutableArray<int> epochs = taps[0].Epochs;
        EpochAxis axis = new(epochs);
        if (!data.TryAdd(id, new
        {
            Measure = measure,
            Epochs = epochs,
            Edges = axis.CellEdges().Select(edge => (int)Math.Round(1000 * edge)),
            Taps = taps.Select(tap => new { tap.Tap, Cells = Cells(tap) }),
        }))
        {
            elsewhere.Add(Link("#" + id, $"{run.Name.Split(' ')[0]}, {measure}"));
            return null;
        }
        return Of(
            "figure", Class("heat"), With("id", id),
            Of(
                "figcaption", Of("b", caption), $".{Found(result, run.Name.Split(' ')[0])} Yellow: nearly the same representation. Axes: epoch, logarithmic",
                run.PerfectFitEpoch is { } epoch ? $"; lines: perfect fit, t* = {epoch}. " : ". ", Of("span", Class("scale"), "0 ", Overview.Bar(), " 1")),
            Of(
                "div", Class("maps"), With("tabindex", "0"), With("role", "application"), With("aria-roledescription", "heat maps"),
                With("aria-label", $"{run.Name}, {measure}: arrow keys move between epochs, Page Up and Page Down between layers"),
                With("aria-describedby", id + "-value"),
                taps.Select((tap, i) => Map(tap, axis, i, run.PerfectFitEpoch))),
            Of("output", With("id", id + "-value"), With("aria-live", "polite"), "Point at a map, or focus them and use the arrow keys, to read off a value."));
    }

    // The statistic that decides, of the condition.
    private static string Found(ClaimResult result, string condition)
    {
        PartVerdict? part = result.Verdict?.Parts.FirstOrDefault(part => part.Seeds.Length > 0 && part.Seeds.All(seed => seed.Values.GetValueOrDefault(condition) is not null));
        return part is null || result.Registered(part)?.Statistic is not { } statistic ? ""
            : $" {statistic}: {Number.Value(part.Seeds.Average(seed => seed.Values[condition]))}, mean over {part.Seeds.Length} seeds.";
    }

    private static XElement Map(MatrixEvidence tap, EpochAxis axis, int number, int? fit)
    {
        double X(double place) => Left + (place * Side);
        double Y(double place) => Top + ((1 - place) * Side);
        double[] lines = fit is { } epoch ? [axis.Place(epoch)] : [];
        object?[] Cross(string kind) => Many(lines.SelectMany(at => (XElement[])[Line(kind, X(at), Top, X(at), Top + Side), Line(kind, Left, Y(at), Left + Side, Y(at))]));
        CellPicture cells = axis.Map(Pixels, (i, j) => ColorScale.ColorAt(tap.Value(i, j) / 1000.0));
        AxisTick[] ticks = [.. axis.Ticks((float)Side, text => 6 * text.Length, gap: 3)];
        return Of(
            "div", Class("map"), With("data-tap", number),
            Of("span", tap.Tap),
            Drawing(
                "map", Left + Side + 4, Top + Side + 28, $"{tap.Tap}: {Summary(tap)}",
                Of("image", With("x", Left), With("y", Top), With("width", Side), With("height", Side), With("href", Picture.OfPng(PalettePng.Encode(cells)).Address)),
                Cross("back"), Cross("fit"),
                ticks.Select(tick => Many(
                    Line("axis", X(tick.Place), Top + Side, X(tick.Place), Top + Side + 3), Label(X(tick.Place), Top + Side + 13, "middle", tick.Text),
                    Line("axis", Left - 3, Y(tick.Place), Left, Y(tick.Place)), Label(Left - 5, Y(tick.Place) + 3.5, "end", tick.Text))),
                Label(Left + (Side / 2), Top + Side + 25, "middle", "epoch, log")));
    }

    private static string Summary(MatrixEvidence tap) =>
        $"similarity of two epochs from {Number.Value(tap.Thousandths.Min() / 1000.0)} to {Number.Value(tap.Thousandths.Max() / 1000.0)}, "
        + $"of the first and the last {Number.Value(tap.Thousandths[^(tap.Epochs.Length - 1)] / 1000.0)}";

    // Two bytes an entry, the lower first.
    private static string Cells(MatrixEvidence matrix)
    {
        short[] cells = [.. matrix.Thousandths.Select(cell => (short)Math.Clamp(cell, short.MinValue, short.MaxValue))];
        return Convert.ToBase64String(MemoryMarshal.AsBytes(cells.AsSpan()));
    }
}
