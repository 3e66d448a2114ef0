using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One column of region panels: a snapshot that was chosen to be shown.</summary>
/// <param name="Epoch">Epoch of the snapshot, from 0 on, written over the column.</param>
/// <param name="Mark">Why it was chosen, written above the number, such as <c>t*</c> or <c>phase 2</c>; null for no mark.</param>
internal sealed record EpochColumn(int Epoch, string? Mark = null);

/// <summary>
/// Decision regions on one plane: taps down, chosen epochs across, one colour a class. The three images that span the plane are
/// marked on every panel and shown at the right with their true labels and, where wrong, those given to the network.
/// </summary>
internal sealed class RegionPanels : RegionFigure
{
    private const float Space = 14;

    /// <summary>The columns: 1 to 12 epochs in ascending order, from 0 on.</summary>
    public required IReadOnlyList<EpochColumn> Epochs { get; init; }

    private protected override string Kind => "a figure of region panels";

    private protected override int PanelSize => 150;

    private protected override int MostTaps => 16;

    private protected override IReadOnlyList<int> MapEpochs => [.. Epochs.Select(column => column.Epoch)];

    private bool HasMarks => Epochs.Any(column => !string.IsNullOrEmpty(column.Mark));

    private float HeadHeight => MathF.Round(Theme.LabelSize * (HasMarks ? 2.8f : 1.4f));

    private float RowPitch => Side + Space;

    private protected override void CheckEpochs()
    {
        if (Epochs.Count > 12)
            throw FigureData.Error(Kind, $"has {Epochs.Count} epochs", "1 to 12; choose some, or draw a film strip", nameof(Epochs));
        FigureData.RequireEpochs(Epochs.Select(column => column.Epoch).ToList(), Kind, least: 1);
    }

    private protected override (float Width, float Height) MeasurePanels(Typography typography) =>
        (Left(typography) + Epochs.Count * Pitch(typography), HeadHeight + Taps.Count * RowPitch - Space + 1);

    private protected override void DrawPanels(DrawingSurface sheet, IReadOnlyList<SKColor> palette)
    {
        (float left, float pitch) = (Left(sheet.Typography), Pitch(sheet.Typography));
        float numbers = HeadHeight - Theme.LabelSize * 0.4f;
        float capital = sheet.Typography.CapHeight(TextStyle.Label);
        sheet.Text(AxisName, left - NameSpace, numbers, TextStyle.Label, SKTextAlign.Right);
        for (int column = 0; column < Epochs.Count; column++)
        {
            float middle = left + (column + 0.5f) * pitch;
            sheet.Text($"{Epochs[column].Epoch}", middle, numbers, TextStyle.Label, SKTextAlign.Center);
            if (Epochs[column].Mark is { Length: > 0 } mark)
                sheet.Text(mark, middle, numbers - Theme.LabelSize * 1.3f, TextStyle.Label, SKTextAlign.Center, Theme.MutedInk);
        }

        for (int row = 0; row < Taps.Count; row++)
        {
            float top = HeadHeight + row * RowPitch;
            sheet.Text(Taps[row].Tap, left - NameSpace, top + (Side + capital) / 2, TextStyle.Label, SKTextAlign.Right);
            for (int column = 0; column < Epochs.Count; column++)
                DrawMap(sheet, Taps[row].Maps[column], palette, MathF.Round(left + (column + 0.5f) * pitch - Side / 2f), top);
        }
    }

    private const string AxisName = "epoch";

    private static float NameSpace => Theme.LabelSize * 0.4f;

    // Panels stand in the middle of their columns, which are as wide as the widest text over them needs.
    private float Pitch(Typography typography) =>
        MathF.Ceiling(MathF.Max(Side + Space, Epochs.Max(column => HeadWidth(column, typography)) + Theme.LabelSize * 0.6f));

    private static float HeadWidth(EpochColumn column, Typography typography) =>
        MathF.Max(typography.Width($"{column.Epoch}", TextStyle.Label), typography.Width(column.Mark ?? "", TextStyle.Label));

    private float Left(Typography typography) =>
        MathF.Ceiling(MathF.Max(WidestTap(typography), typography.Width(AxisName, TextStyle.Label)) + NameSpace);
}
