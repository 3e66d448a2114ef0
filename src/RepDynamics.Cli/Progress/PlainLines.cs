using System.Globalization;

namespace RepDynamics.Cli.Progress;

/// <summary>Runs as lines of a log: every change of state, and now and then how far each run is.</summary>
internal sealed class PlainLines : IDisposable
{
    /// <summary>Between two lines on the progress of one run: enough to see that, and how, it goes on.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly RunBoard board;
    private readonly TextWriter output;
    private readonly TimeProvider time;
    private readonly long[] latest;
    private readonly int count;

    /// <param name="board">Listened to until this is disposed.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="time">Measures the pause.</param>
    public PlainLines(RunBoard board, TextWriter output, TimeProvider time)
    {
        (this.board, this.output, this.time) = (board, output, time);
        count = board.Runs.Length;
        latest = [.. Enumerable.Repeat(time.GetTimestamp(), count)];
        board.Changed += Tell;
        board.Noted += output.WriteLine;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        board.Changed -= Tell;
        board.Noted -= output.WriteLine;
    }

    private void Tell(int place, RunState before, RunState after)
    {
        bool changed = before.Status != after.Status;
        if (!changed && (after.Status != RunStatus.Training || time.GetElapsedTime(latest[place]) < Pause)) return;
        latest[place] = time.GetTimestamp();
        output.WriteLine($"[{place + 1}/{count}] {after.Name}: {(changed ? Change(before, after) : Progress(after))}");
    }

    private static string Change(RunState before, RunState after) => after.Status switch
    {
        RunStatus.Training when after.Epoch > 0 => $"goes on from epoch {after.Epoch} of {after.Epochs}",
        RunStatus.Training => $"training, {after.Epochs} epochs",
        RunStatus.Waiting => $"waits: {after.Note}",
        RunStatus.Failed => $"failed: {after.Note}",
        RunStatus.Kept => "kept from an earlier run",
        RunStatus.Finished => $"done, {Progress(after)}",
        _ => before.Status.ToString(),
    };

    private static string Progress(RunState run)
    {
        List<string> parts = [$"epoch {run.Epoch}/{run.Epochs}"];
        if (run.Loss is { } loss) parts.Add(Text($"loss {loss:f4}"));
        if (run.TrainAccuracy is { } train) parts.Add(Text($"train {100 * train:f1}%"));
        if (run.TestAccuracy is { } test) parts.Add(Text($"test {100 * test:f1}%"));
        if (run.ImagesPerSecond is { } speed) parts.Add(Text($"{speed:f0} images/s"));
        if (run.Status == RunStatus.Training && run.Remaining is { } left) parts.Add($"{RunTable.Clock(left)} left");
        return string.Join(", ", parts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
