using System.Globalization;
using RepDynamics.Downloads;
using RepDynamics.IO;

namespace RepDynamics.Cli.Progress;

/// <summary>Shows the progress of a fetch: on a terminal in one line that changes, elsewhere in a line every few seconds.</summary>
/// <param name="output">Receives the lines.</param>
/// <param name="live">Whether <paramref name="output"/> is a terminal.</param>
/// <param name="time">Measures speed and the time between lines.</param>
internal sealed class FetchDisplay(TextWriter output, bool live, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(0.2), Seldom = TimeSpan.FromSeconds(5);

    private FetchProgress? last;
    private long lastTime;
    private (long Bytes, long Time) begun;
    private int width;

    /// <summary>Shows a report, unless it comes too soon after the last one.</summary>
    public void Take(FetchProgress progress)
    {
        long now = time.GetTimestamp();
        bool changed = last?.Stage != progress.Stage;
        if (changed) begun = (progress.Bytes, now);
        bool complete = progress.Stage == FetchStage.Downloading && progress.Bytes == progress.Total && last?.Bytes != progress.Bytes;
        if (!changed && !complete && time.GetElapsedTime(lastTime, now) < (live ? Often : Seldom)) return;
        (last, lastTime) = (progress, now);
        Say(progress.Stage == FetchStage.Downloading ? $"{Share(progress)}{Speed(progress, now)}" : "unpacking");
    }

    /// <summary>Ends the line that changes.</summary>
    public void End()
    {
        if (width > 0) output.WriteLine();
        width = 0;
    }

    private static string Share(FetchProgress progress) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * progress.Bytes / progress.Total,3}% of {ByteSize.Text(progress.Total)}");

    private string Speed(FetchProgress progress, long now)
    {
        double seconds = time.GetElapsedTime(begun.Time, now).TotalSeconds;
        long bytes = progress.Bytes - begun.Bytes;
        return seconds < 0.5 || bytes == 0 ? "" : $", {ByteSize.Text((long)(bytes / seconds))}/s";
    }

    private void Say(string text)
    {
        if (!live)
        {
            output.WriteLine(text);
            return;
        }
        output.Write($"\r{text.PadRight(width)}");
        width = text.Length;
    }
}
