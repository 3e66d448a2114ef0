using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One of the three images that span the plane: where it lies, its classes, and its pixels.</summary>
/// <param name="Name">What it is called beside its thumbnail, such as <c>image 217</c>; its own in a figure.</param>
/// <param name="X">Place from the left: 0 is the centre of column 0, 1 that of the last; of R columns it is <see cref="Regions.PlanePosition.Column"/> / (R - 1).</param>
/// <param name="Y">Place from the bottom: 0 is the centre of row 0, 1 that of the last; of R rows it is <see cref="Regions.PlanePosition.Row"/> / (R - 1).</param>
/// <param name="TrueClass">What it shows, an index into the class names.</param>
/// <param name="GivenClass">The label the network was given; where it differs, the figure says so.</param>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Rgb">Pixels `[Height, Width, 3]` in sRGB, the topmost row first.</param>
internal sealed record PlaneImage(string Name, double X, double Y, int TrueClass, int GivenClass, int Width, int Height, byte[] Rgb);

/// <summary>The decision regions of one tap on one plane, at every epoch of the figure.</summary>
/// <param name="Tap">Name of the tap, written at the left, such as <c>block3</c> or <c>output</c>; its own in a figure.</param>
/// <param name="Maps">One map an epoch: the classes `[R, R]` of the grid points, row-major as in <see cref="Regions.RegionMap.Plane"/>.</param>
internal sealed record RegionRow(string Tap, IReadOnlyList<byte[]> Maps);

/// <summary>One column of region panels: a snapshot that was chosen to be shown.</summary>
/// <param name="Epoch">Epoch of the snapshot, from 0 on, written over the column.</param>
/// <param name="Mark">Why it was chosen, written above the number, such as <c>t*</c> or <c>phase 2</c>.</param>
internal sealed record EpochColumn(int Epoch, string Mark);

/// <summary>
/// Decision regions on one plane: taps down, chosen epochs across, one colour a class. The three images that span the plane are marked on every panel and shown
/// at the right with their true labels and, where wrong, those given to the network.
/// </summary>
/// <remarks>
/// Row 0 of a map is drawn at the bottom and column 0 at the left, as <see cref="Regions.ImagePlane"/> counts them: the second axis of the plane points
/// upwards, towards the third image. Panels are square whatever the shape of the plane. A cell is a grid point; none is smoothed.
/// </remarks>
internal sealed class RegionPanels : Figure
{
    private const string AxisName = "epoch";
    private const int PanelSize = 150;
    private const float Space = 14, KeySpace = 44, NameSpace = Theme.LabelSize * 0.4f;
    private static readonly float HeadHeight = MathF.Round(Theme.LabelSize * 2.8f), SubtitleHeight = MathF.Round(Theme.LabelSize * 1.7f);

    /// <summary>A line below the title, such as the network and the plane.</summary>
    public required string Subtitle { get; init; }

    /// <summary>Names of the classes, class 0 first, each its own: <see cref="ClassPalette.Fewest"/> to <see cref="ClassPalette.Most"/>.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>R, the grid points along each side of a map, at least 2.</summary>
    public required int Resolution { get; init; }

    /// <summary>The columns, at least one, epochs ascending from 0 on.</summary>
    public required IReadOnlyList<EpochColumn> Epochs { get; init; }

    /// <summary>The taps from top to bottom, at least one, each with one map an epoch.</summary>
    public required IReadOnlyList<RegionRow> Taps { get; init; }

    /// <summary>The three images of the plane, in its order; marked by a circle, a square and a triangle.</summary>
    public required IReadOnlyList<PlaneImage> Corners { get; init; }

    // A whole number of pixels a cell, so that all cells are of one size.
    private int Cell => Math.Max(1, (int)Math.Round(PanelSize / (double)Resolution, MidpointRounding.AwayFromZero));

    private int Side => Cell * Resolution;

    private float Left(Typography typography) => MathF.Ceiling(
        MathF.Max(Taps.Max(row => typography.Width(row.Tap, TextStyle.Label)), typography.Width(AxisName, TextStyle.Label)) + NameSpace);

    // Panels stand in the middle of their columns, which are as wide as the widest text over them needs.
    private float Pitch(Typography typography) => MathF.Ceiling(MathF.Max(Side + Space, Theme.LabelSize * 0.6f + Epochs.Max(column =>
        MathF.Max(typography.Width($"{column.Epoch}", TextStyle.Label), typography.Width(column.Mark, TextStyle.Label)))));

    private (float Width, float Height) MeasurePanels(Typography typography) =>
        (Left(typography) + Epochs.Count * Pitch(typography), HeadHeight + Taps.Count * (Side + Space) - Space + 1);

    private PlaneKey Key(Typography typography) => new(ClassNames, Corners, typography);

    // Maps, images and names of classes are checked where they are made and read: Regions/RegionMap, Runs/RegionFile and Data/ImageSet.
    internal override void Check() => FigureData.Require(
        ClassNames.Count is >= ClassPalette.Fewest and <= ClassPalette.Most, "a figure of region panels", $"has {ClassNames.Count} class names",
        $"{ClassPalette.Fewest} to {ClassPalette.Most}; merge or leave out classes", nameof(ClassNames));

    internal override string Describe()
    {
        string images = string.Join(", ", Corners.Select(corner => $"{corner.Name} ({ClassNames[corner.TrueClass]}"
            + $"{(corner.GivenClass == corner.TrueClass ? "" : $", labelled {ClassNames[corner.GivenClass]}")})"));
        return $"Decision regions of {string.Join(", ", Taps.Select(row => row.Tap))} on the plane through {images}, "
            + $"at epochs {string.Join(", ", Epochs.Select(column => column.Epoch))}.";
    }

    internal override (float Width, float Height) MeasureBody(Typography typography)
    {
        (float width, float height) = MeasurePanels(typography);
        PlaneKey key = Key(typography);
        float subtitle = typography.Width(Subtitle, TextStyle.Label);
        return typography.IsPaper
            ? (MathF.Max(MathF.Max(width, key.Width), subtitle), SubtitleHeight + height + KeySpace / 2 + key.Height)
            : (MathF.Max(width + KeySpace + key.Width, subtitle), SubtitleHeight + MathF.Max(height, key.Height));
    }

    internal override void DrawBody(DrawingSurface sheet)
    {
        ImmutableArray<SKColor> palette = ClassPalette.Of(ClassNames.Count);
        sheet.Text(Subtitle, 0, Theme.LabelSize * 0.85f, TextStyle.Label, color: Theme.MutedInk);
        (float width, float height) = MeasurePanels(sheet.Typography);
        sheet.MoveOrigin(0, SubtitleHeight);
        DrawPanels(sheet, palette);
        if (sheet.Typography.IsPaper) sheet.MoveOrigin(0, MathF.Round(height + KeySpace / 2));
        else sheet.MoveOrigin(MathF.Round(width + KeySpace), 0);
        Key(sheet.Typography).Draw(sheet, palette);
    }

    private void DrawPanels(DrawingSurface sheet, ImmutableArray<SKColor> palette)
    {
        (float left, float pitch) = (Left(sheet.Typography), Pitch(sheet.Typography));
        float numbers = HeadHeight - Theme.LabelSize * 0.4f;
        float capital = sheet.Typography.CapHeight(TextStyle.Label);
        sheet.Text(AxisName, left - NameSpace, numbers, TextStyle.Label, SKTextAlign.Right);
        for (int column = 0; column < Epochs.Count; column++)
        {
            float middle = left + (column + 0.5f) * pitch;
            sheet.Text($"{Epochs[column].Epoch}", middle, numbers, TextStyle.Label, SKTextAlign.Center);
            sheet.Text(Epochs[column].Mark, middle, numbers - Theme.LabelSize * 1.3f, TextStyle.Label, SKTextAlign.Center, Theme.MutedInk);
        }

        for (int row = 0; row < Taps.Count; row++)
        {
            float top = HeadHeight + row * (Side + Space);
            sheet.Text(Taps[row].Tap, left - NameSpace, top + (Side + capital) / 2, TextStyle.Label, SKTextAlign.Right);
            for (int column = 0; column < Epochs.Count; column++)
                DrawMap(sheet, Taps[row].Maps[column], palette, MathF.Round(left + (column + 0.5f) * pitch - Side / 2f), top);
        }
    }

    // One map in its frame, the three images marked on it; (x, y) is its upper left corner, on whole pixels.
    private void DrawMap(DrawingSurface sheet, byte[] map, ImmutableArray<SKColor> palette, float x, float y)
    {
        var cells = new SKColor[Resolution * Resolution];
        for (int i = 0; i < cells.Length; i++) cells[i] = palette[map[(Resolution - 1 - i / Resolution) * Resolution + i % Resolution]];
        sheet.Picture(new(Resolution, Resolution, cells), SKRect.Create(x, y, Side, Side));
        float radius = Math.Clamp(Side / 19f, 6, 11);
        for (int i = 0; i < Corners.Count; i++)
        {
            (double right, double up) = (0.5 + Corners[i].X * (Resolution - 1), 0.5 + Corners[i].Y * (Resolution - 1));
            CornerMark.Draw(sheet, i, x + (float)(right * Cell), y + Side - (float)(up * Cell), radius);
        }
    }
}
