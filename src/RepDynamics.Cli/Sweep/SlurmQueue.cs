using System.ComponentModel;
using System.Diagnostics;

namespace RepDynamics.Cli.Sweep;

/// <summary>Reads the states of a job's tasks, by index; that of a job without an array has index -1.</summary>
internal sealed class SlurmQueue(Func<string, IReadOnlyList<string>, ProgramResult> programs)
{
    /// <summary>Returns the states that sacct has, of ended tasks, too; none where accounting is disabled.</summary>
    public IReadOnlyDictionary<int, string> Recorded(string job)
    {
        SortedDictionary<int, string> states = [];
        ProgramResult known = programs("sacct", ["--noheader", "--parsable2", "--allocations", $"--jobs={job}", "--format=JobID,State"]);
        if (known.Ok) Take(states, job, known.Out);
        return states;
    }

    /// <summary>Returns the states of waiting and running tasks. For a job that ended long ago squeue reports an invalid id: it has none.</summary>
    public IReadOnlyDictionary<int, string> Queued(string job)
    {
        SortedDictionary<int, string> states = [];
        ProgramResult live = programs("squeue", ["--noheader", "--array", $"--jobs={job}", "--format=%i|%T"]);
        if (live.Ok) Take(states, job, live.Out);
        else if (live.Exit is null || !live.Error.Contains("Invalid job id", StringComparison.Ordinal))
            throw new CommandException(ExitCode.Attention, $"squeue failed for job {job}: {live.Why}", "Use a cluster node where squeue works.");
        return states;
    }

    // Lines such as 12_3|RUNNING, and 12|PENDING of a job without an array. "CANCELLED by 1000" is CANCELLED.
    private static void Take(SortedDictionary<int, string> states, string job, string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('|') is not [var id, var state]) continue;
            string word = state.Split(' ')[0];
            if (id == job) states[-1] = word;
            else if (id.StartsWith(job + "_", StringComparison.Ordinal) && Index(id.AsSpan(job.Length + 1), out int index)) states[index] = word;
            else if (id.StartsWith(job + "_[", StringComparison.Ordinal)) TakeRange(states, id[(job.Length + 2)..], word);
        }
    }

    // sacct joins tasks that never ran: 12_[0-3,7%2].
    private static void TakeRange(SortedDictionary<int, string> states, string range, string word)
    {
        foreach (string part in range.TrimEnd(']').Split('%')[0].Split(','))
        {
            string[] ends = part.Split('-');
            if (!Index(ends[0], out int first) || !Index(ends[^1], out int last)) continue;
            for (int index = first; index <= last; index++) states[index] = word;
        }
    }

    private static bool Index(ReadOnlySpan<char> text, out int index) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}

/// <summary>The result of another program.</summary>
/// <param name="Exit">The exit code; null if there is no such program.</param>
internal sealed record ProgramResult(int? Exit, string Out, string Error)
{
    public bool Ok => Exit == 0;

    /// <summary>The last lines of its errors or, without any, of its output, in one line.</summary>
    public string Why => (Error.Trim().Length > 0 ? Error : Out).Trim() is { Length: > 0 } text
        ? string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(2))
        : $"exit code {Exit}";

    public static ProgramResult Of(string program, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            return new(null, "", e.Message);
        }
    }
}
