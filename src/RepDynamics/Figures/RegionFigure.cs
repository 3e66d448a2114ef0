using System.Collections.Immutable;
using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One of the three images that span the plane: where it lies, its classes, and its pixels.</summary>
/// <param name="Name">What it is called beside its thumbnail, such as <c>image 217</c>; its own in a figure.</param>
/// <param name="X">
/// Place from the left, in [0, 1]: 0 is the centre of the first column of cells, 1 that of the last. For a plane of R points a side
/// it is <see cref="Regions.PlanePosition.Column"/> / (R - 1).
/// </param>
/// <param name="Y">
/// Place from the bottom, in [0, 1]: 0 is the centre of row 0, 1 that of the last row; <see cref="Regions.PlanePosition.Row"/> / (R - 1).
/// </param>
/// <param name="TrueClass">What it shows, an index into the class names.</param>
/// <param name="GivenClass">The label the network was given; where it differs, the figure says so.</param>
/// <param name="Width">Columns of pixels, 1 to 512.</param>
/// <param name="Height">Rows of pixels, 1 to 512.</param>
/// <param name="Rgb">Pixels `[Height, Width, 3]` in sRGB, the topmost row first.</param>
internal sealed record PlaneImage(
    string Name, double X, double Y, int TrueClass, int GivenClass, int Width, int Height, byte[] Rgb);

/// <summary>The decision regions of one tap on one plane, at every epoch of the figure.</summary>
/// <param name="Tap">Name of the tap, written at the left, such as <c>block3</c> or <c>output</c>; its own in a figure.</param>
/// <param name="Maps">
/// One map an epoch, in the figure's order of epochs: the classes `[R, R]` of the grid points, row-major as in
/// <see cref="Regions.RegionMap.Plane"/>, each below the number of class names. Row 0 is drawn at the bottom.
/// </param>
internal sealed record RegionRow(string Tap, IReadOnlyList<byte[]> Maps);

/// <summary>
/// What figures of decision regions on one plane share: the plane's classes and maps, and at the right a key with the three
/// images of the plane, their marks and labels, and the colours of the classes.
/// </summary>
/// <remarks>
/// Row 0 of a map is drawn at the bottom and column 0 at the left, as <see cref="Regions.ImagePlane"/> counts them: the second
/// axis of the plane points upwards, towards the third image. Panels are square whatever the shape of the plane. A cell is a grid
/// point; none is smoothed.
/// </remarks>
internal abstract class RegionFigure : Figure
{
    private const float KeySpace = 44;
    private const int LargestImage = 512;

    /// <summary>A line below the title, such as the network and the plane; none where it is null or empty.</summary>
    public string? Subtitle { get; init; }

    /// <summary>
    /// Names of the classes, class 0 first, each its own: <see cref="ClassPalette.Fewest"/> to <see cref="ClassPalette.Most"/>.
    /// </summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>R, the grid points along each side of a map, 2 to 600.</summary>
    public required int Resolution { get; init; }

    /// <summary>The taps from top to bottom, each with one map an epoch.</summary>
    public required IReadOnlyList<RegionRow> Taps { get; init; }

    /// <summary>The three images of the plane, in its order; marked by a circle, a square and a triangle.</summary>
    public required IReadOnlyList<PlaneImage> Corners { get; init; }

    // A whole number of pixels a cell, so that all cells are of one size.
    private protected int Cell => Math.Max(1, (int)Math.Round(PanelSize / (double)Resolution, MidpointRounding.AwayFromZero));

    private protected int Side => Cell * Resolution;

    /// <summary>About how many pixels a side a map is to have.</summary>
    private protected abstract int PanelSize { get; }

    private protected float WidestTap(Typography typography) => Taps.Max(row => typography.Width(row.Tap, TextStyle.Label));

    /// <summary>What the figure is called in errors.</summary>
    private protected abstract string Kind { get; }

    private protected abstract int MostTaps { get; }

    private protected abstract IReadOnlyList<int> MapEpochs { get; }

    /// <summary>Checks what the figure adds, before anything that rests on its epochs.</summary>
    private protected abstract void CheckEpochs();

    private protected abstract (float Width, float Height) MeasurePanels(Typography typography);

    /// <summary>Draws the panels with the origin at their upper left corner.</summary>
    private protected abstract void DrawPanels(DrawingSurface sheet, IReadOnlyList<SKColor> palette);

    internal sealed override void Check()
    {
        if (ClassNames.Count is < ClassPalette.Fewest or > ClassPalette.Most)
        {
            throw FigureData.Error(
                Kind, $"has {ClassNames.Count} class names",
                $"{ClassPalette.Fewest} to {ClassPalette.Most}; merge or leave out classes", nameof(ClassNames));
        }
        RequireNames(ClassNames, "class", "a name that readers recognise", nameof(ClassNames));
        if (Resolution is < 2 or > 600)
            throw FigureData.Error(Kind, $"has a resolution of {Resolution}", "2 to 600 points a side", nameof(Resolution));
        CheckEpochs();
        if (Taps.Count < 1 || Taps.Count > MostTaps)
            throw FigureData.Error(Kind, $"has {Taps.Count} taps", $"1 to {MostTaps}; draw further taps in another figure", nameof(Taps));
        RequireNames(Taps.Select(row => row.Tap), "tap", "the name of the layer", nameof(Taps));
        foreach (RegionRow row in Taps)
            Check(row);
        if (Corners.Count != CornerMark.Shapes.Length)
            throw FigureData.Error(Kind, $"has {Corners.Count} corners", "the three images of its plane", nameof(Corners));
        RequireNames(Corners.Select(corner => corner.Name), "corner", "a name such as 'image 217'", nameof(Corners));
        foreach (PlaneImage corner in Corners)
            Check(corner);
    }

    private void RequireNames(IEnumerable<string> names, string what, string expected, string parameter)
    {
        if (names.Index().FirstOrDefault(name => string.IsNullOrWhiteSpace(name.Item), (Index: -1, Item: "")) is { Index: >= 0 and var place })
            throw FigureData.Error($"{what} {place} of {Kind}", "has no name", expected, parameter);
        FigureData.RequireOnce(names, what, Kind, parameter);
    }

    private void Check(RegionRow row)
    {
        IReadOnlyList<int> epochs = MapEpochs;
        if (row.Maps.Count != epochs.Count)
            throw FigureData.Error($"tap '{row.Tap}' of {Kind}", $"has {row.Maps.Count} maps", $"{epochs.Count}, one for every epoch", nameof(Taps));
        foreach ((int epoch, byte[] map) in epochs.Zip(row.Maps))
        {
            string where = $"the map of tap '{row.Tap}', epoch {epoch}, of {Kind}";
            if (map.Length != Resolution * Resolution)
                throw FigureData.Error(where, $"has {map.Length} points", $"{Resolution * Resolution}, that is {Resolution} x {Resolution}", nameof(Taps));
            int wrong = Array.FindIndex(map, label => label >= ClassNames.Count);
            if (wrong >= 0)
            {
                throw FigureData.Error(
                    where, $"has class {map[wrong]} in row {wrong / Resolution}, column {wrong % Resolution}",
                    $"0 to {ClassNames.Count - 1}, or a name for every class", nameof(Taps));
            }
        }
    }

    private void Check(PlaneImage image)
    {
        int classes = ClassNames.Count, values = image.Width * image.Height * 3;
        Require(image.X is >= 0 and <= 1, $"lies at X = {image.X}", "0 to 1; divide the place on the grid by R - 1");
        Require(image.Y is >= 0 and <= 1, $"lies at Y = {image.Y}", "0 to 1; divide the place on the grid by R - 1");
        Require(
            image.TrueClass >= 0 && image.TrueClass < classes, $"has the true class {image.TrueClass}",
            $"0 to {classes - 1}, an index into ClassNames");
        Require(
            image.GivenClass >= 0 && image.GivenClass < classes, $"has the given class {image.GivenClass}",
            $"0 to {classes - 1}, an index into ClassNames");
        Require(
            image.Width is >= 1 and <= LargestImage && image.Height is >= 1 and <= LargestImage,
            $"is {image.Width} x {image.Height} pixels", $"1 to {LargestImage} each way; shrink the image first");
        Require(
            image.Rgb.Length == values, $"has {image.Rgb.Length} values",
            $"{values}: three for each of {image.Width} x {image.Height} pixels (repeat the value of a grey image)");

        void Require(bool holds, FormattableString found, string expected)
        {
            if (!holds)
                throw FigureData.Error($"corner '{image.Name}' of {Kind}", FormattableString.Invariant(found), expected, nameof(Corners));
        }
    }

    internal sealed override string Describe()
    {
        string images = string.Join(", ", Corners.Select(corner => $"{corner.Name} ({ClassNames[corner.TrueClass]}"
            + $"{(corner.GivenClass == corner.TrueClass ? "" : $", labelled {ClassNames[corner.GivenClass]}")})"));
        return $"Decision regions of {string.Join(", ", Taps.Select(row => row.Tap))} on the plane through {images}, at epochs {string.Join(", ", MapEpochs)}.";
    }

    internal sealed override (float Width, float Height) MeasureBody(Typography typography)
    {
        (float width, float height) = MeasurePanels(typography);
        PlaneKey key = Key(typography);
        float subtitle = string.IsNullOrEmpty(Subtitle) ? 0 : typography.Width(Subtitle, TextStyle.Label);
        return IsBelow(typography)
            ? (MathF.Max(MathF.Max(width, key.Width), subtitle), SubtitleHeight + height + KeySpace / 2 + key.Height)
            : (MathF.Max(width + KeySpace + key.Width, subtitle), SubtitleHeight + MathF.Max(height, key.Height));
    }

    internal sealed override void DrawBody(DrawingSurface sheet)
    {
        ImmutableArray<SKColor> palette = ClassPalette.Of(ClassNames.Count);
        if (!string.IsNullOrEmpty(Subtitle))
            sheet.Text(Subtitle, 0, Theme.LabelSize * 0.85f, TextStyle.Label, color: Theme.MutedInk);
        (float width, float height) = MeasurePanels(sheet.Typography);
        sheet.MoveOrigin(0, SubtitleHeight);
        DrawPanels(sheet, palette);
        if (IsBelow(sheet.Typography)) sheet.MoveOrigin(0, MathF.Round(height + KeySpace / 2));
        else sheet.MoveOrigin(MathF.Round(width + KeySpace), 0);
        Key(sheet.Typography).Draw(sheet, palette);
    }

    // A column of paper has no room beside the maps.
    private static bool IsBelow(Typography typography) => typography.Theme == FigureTheme.Paper;

    private PlaneKey Key(Typography typography) => new(ClassNames, Corners, typography, IsBelow(typography));

    /// <summary>One map in its frame, the three images marked on it; (x, y) is its upper left corner, on whole pixels.</summary>
    private protected void DrawMap(
        DrawingSurface sheet, byte[] map, IReadOnlyList<SKColor> palette, float x, float y, float frame = 1)
    {
        (int cell, int size) = (Cell, Side);
        var cells = new SKColor[Resolution * Resolution];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = palette[map[(Resolution - 1 - i / Resolution) * Resolution + i % Resolution]];
        sheet.Picture(new(Resolution, Resolution, cells), SKRect.Create(x, y, size, size));
        sheet.Frame(SKRect.Create(x, y, size, size), Theme.Ink, frame);

        float radius = Math.Clamp(size / 19f, 6, 11);
        for (int i = 0; i < Corners.Count; i++)
        {
            (double right, double up) = (0.5 + Corners[i].X * (Resolution - 1), 0.5 + Corners[i].Y * (Resolution - 1));
            CornerMark.Draw(sheet, i, x + (float)(right * cell), y + size - (float)(up * cell), radius);
        }
    }

    private float SubtitleHeight => string.IsNullOrEmpty(Subtitle) ? 0 : MathF.Round(Theme.LabelSize * 1.7f);
}
