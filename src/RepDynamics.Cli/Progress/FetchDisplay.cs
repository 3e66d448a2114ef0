using System.Globalization;
using RepDynamics.Downloads;
using RepDynamics.Runs;

namespace RepDynamics.Cli.Progress;

/// <summary>Shows how far a fetch is: in one line that changes, or, where there is no terminal, in a line every few seconds.</summary>
/// <param name="output">Where to.</param>
/// <param name="live">Whether a person sees it as it is written.</param>
/// <param name="time">Tells when to say the next.</param>
internal sealed class FetchDisplay(TextWriter output, bool live, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(0.2), Seldom = TimeSpan.FromSeconds(5);

    private FetchProgress? last;
    private long lastTime;
    private (long Bytes, long Time) begun;
    private int width;

    /// <summary>Takes a report.</summary>
    public void Take(FetchProgress progress)
    {
        long now = time.GetTimestamp();
        bool changed = last?.Stage != progress.Stage;
        // Speed is that of this connection, not of what an earlier one had brought.
        if (changed) begun = (progress.Bytes, now);
        bool complete = progress.Stage == FetchStage.Downloading && progress.Bytes == progress.Total && last?.Bytes != progress.Bytes;
        if (!changed && !complete && time.GetElapsedTime(lastTime, now) < (live ? Often : Seldom)) return;
        (last, lastTime) = (progress, now);
        Say(progress.Stage switch
        {
            FetchStage.Downloading => $"{Share(progress)}{Speed(progress, now)}",
            FetchStage.Waiting => $"{Share(progress)}: {progress.Note}; trying again",
            FetchStage.Checking => "checking",
            _ => "unpacking",
        });
    }

    /// <summary>Ends the line that changes.</summary>
    public void End()
    {
        if (width > 0) output.WriteLine();
        width = 0;
    }

    private static string Share(FetchProgress progress) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * progress.Bytes / progress.Total,3}% of {RunMemory.Text(progress.Total)}");

    private string Speed(FetchProgress progress, long now)
    {
        double seconds = time.GetElapsedTime(begun.Time, now).TotalSeconds;
        long bytes = progress.Bytes - begun.Bytes;
        return seconds < 0.5 || bytes == 0 ? "" : $", {RunMemory.Text((long)(bytes / seconds))}/s";
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
