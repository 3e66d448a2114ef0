using RepDynamics.Downloads;
using RepDynamics.IO;

namespace RepDynamics.Cli.Progress;

/// <summary>Shows the progress of a fetch: one line that is overwritten or, without a terminal, a line every few seconds.</summary>
internal sealed class FetchDisplay(TextWriter output, bool live, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(0.2), Seldom = TimeSpan.FromSeconds(5);

    private FetchProgress? last;
    private long lastTime;
    private (long Bytes, long Time) started;
    private int width;

    /// <summary>Shows a progress report, unless the last one is recent.</summary>
    public void Take(FetchProgress progress)
    {
        long now = time.GetTimestamp();
        bool changed = last?.Stage != progress.Stage;
        if (changed) started = (progress.Bytes, now);
        bool complete = progress.Stage == FetchStage.Downloading && progress.Bytes == progress.Total && last?.Bytes != progress.Bytes;
        if (!changed && !complete && time.GetElapsedTime(lastTime, now) < (live ? Often : Seldom)) return;
        (last, lastTime) = (progress, now);
        string text = progress.Stage == FetchStage.Downloading
            ? $"{100 * progress.Bytes / progress.Total,3}% of {ByteSize.Text(progress.Total)}{Speed(progress, now)}"
            : "unpacking";
        if (live) output.Write($"\r{text.PadRight(width)}");
        else output.WriteLine(text);
        width = live ? text.Length : 0;
    }

    /// <summary>Ends the overwritten line.</summary>
    public void Dispose()
    {
        if (width > 0) output.WriteLine();
        width = 0;
    }

    private string Speed(FetchProgress progress, long now)
    {
        double seconds = time.GetElapsedTime(started.Time, now).TotalSeconds;
        long bytes = progress.Bytes - started.Bytes;
        return seconds < 0.5 || bytes == 0 ? "" : $", {ByteSize.Text((long)(bytes / seconds))}/s";
    }
}
