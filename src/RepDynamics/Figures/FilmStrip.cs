using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>
/// Decision regions on one plane through the whole of training, for talks: every snapshot in order as a small frame, wrapped
/// into lines, for one tap or a few below each other; the epoch stands under each frame, and that of perfect fit has a thick border.
/// </summary>
internal sealed class FilmStrip : RegionFigure
{
    private const int MostFramesPerLine = 9;
    private const float Space = 14;
    private const float Border = 6;

    /// <summary>Epochs of the snapshots, 2 to 200 in ascending order, from 0 on.</summary>
    public required IReadOnlyList<int> Epochs { get; init; }

    /// <summary>
    /// The epoch t* of perfect fit, one of <see cref="Epochs"/>; null where the network never fits perfectly, which the strip
    /// then says.
    /// </summary>
    public int? PerfectFitEpoch { get; init; }

    private protected override string Kind => "a film strip";

    private protected override int PanelSize => 112;

    private protected override int MostTaps => 4;

    private protected override IReadOnlyList<int> MapEpochs => Epochs;

    private int FramesPerLine(Typography typography) =>
        Math.Clamp((int)MathF.Min(MostFramesPerLine, (typography.MaxWidth - Left(typography)) / Pitch(typography)), 1, MostFramesPerLine);

    private int Lines(Typography typography) => (Epochs.Count + FramesPerLine(typography) - 1) / FramesPerLine(typography);

    private float FramePitch => Side + Space;

    private static float NumberHeight => MathF.Round(Theme.TickSize * 1.3f);

    private float LinePitch => Taps.Count * FramePitch + NumberHeight + (Taps.Count > 1 ? Theme.LabelSize : Theme.LabelSize / 2);

    private static float NoteHeight => MathF.Round(Theme.LabelSize * 1.6f);

    private static float NameSpace => Theme.LabelSize * 0.5f;

    private string Note => PerfectFitEpoch is { } epoch
        ? $"thick border: t* = {epoch}, perfect fit" : "never fits perfectly: no t*";

    private protected override void CheckEpochs()
    {
        FigureData.RequireEpochs(Epochs, Kind);
        if (Epochs.Count > 200)
            throw FigureData.Error(Kind, $"has {Epochs.Count} epochs", "2 to 200; leave out some snapshots", nameof(Epochs));
        if (PerfectFitEpoch is { } epoch && !Epochs.Contains(epoch))
        {
            throw FigureData.Error(
                Kind, $"has t* at epoch {epoch}", "the epoch of a snapshot, for t* is one, or null", nameof(PerfectFitEpoch));
        }
    }

    private protected override (float Width, float Height) MeasurePanels(Typography typography) =>
        (MathF.Max(
                Left(typography) + Math.Min(FramesPerLine(typography), Epochs.Count) * Pitch(typography), typography.Width(Note, TextStyle.Label)),
            Border + Lines(typography) * LinePitch + NoteHeight);

    private protected override void DrawPanels(DrawingSurface sheet, IReadOnlyList<SKColor> palette)
    {
        (float left, float pitch) = (Left(sheet.Typography), Pitch(sheet.Typography));
        (int frames, int lines) = (FramesPerLine(sheet.Typography), Lines(sheet.Typography));
        for (int line = 0; line < lines; line++)
            DrawNames(sheet, left - NameSpace, Border + line * LinePitch);

        for (int i = 0; i < Epochs.Count; i++)
        {
            float middle = left + (i % frames + 0.5f) * pitch;
            float top = MathF.Round(Border + i / frames * LinePitch);
            float frame = Epochs[i] == PerfectFitEpoch ? Border : 1;
            foreach (RegionRow row in Taps)
            {
                DrawMap(sheet, row.Maps[i], palette, MathF.Round(middle - Side / 2f), MathF.Round(top), frame);
                top += FramePitch;
            }

            sheet.Text(
                NumberOf(Epochs[i]), middle, top - Space + Border + Theme.TickSize, TextStyle.Tick, SKTextAlign.Center);
        }

        sheet.Text(Note, 0, Border + lines * LinePitch + Theme.LabelSize, TextStyle.Label, color: Theme.MutedInk);
    }

    private void DrawNames(DrawingSurface sheet, float right, float top)
    {
        float down = (Side + sheet.Typography.CapHeight(TextStyle.Label)) / 2;
        for (int row = 0; row < Taps.Count; row++)
            sheet.Text(Taps[row].Tap, right, top + row * FramePitch + down, TextStyle.Label, SKTextAlign.Right);
    }

    private string NumberOf(int epoch) => epoch == PerfectFitEpoch ? $"t* = {epoch}" : $"{epoch}";

    private float Pitch(Typography typography) =>
        MathF.Ceiling(MathF.Max(
            Side + Space, Epochs.Max(epoch => typography.Width(NumberOf(epoch), TextStyle.Tick)) + Theme.TickSize * 0.5f));

    private float Left(Typography typography) => MathF.Ceiling(WidestTap(typography) + NameSpace);
}
