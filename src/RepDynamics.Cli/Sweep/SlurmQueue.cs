using System.Globalization;

namespace RepDynamics.Cli.Sweep;

/// <summary>What Slurm says of the tasks of an array: of those in its queue by squeue, of those that ended by sacct, where it keeps accounts.</summary>
/// <param name="programs">Runs squeue and sacct.</param>
internal sealed class SlurmQueue(Func<string, IReadOnlyList<string>, ProgramResult> programs)
{
    /// <summary>The state of each task that is known, by its index; that of a job without an array is at -1.</summary>
    /// <param name="job">The number of the array's job.</param>
    public IReadOnlyDictionary<int, string> States(string job)
    {
        SortedDictionary<int, string> states = [];
        // Ended tasks first: one that came back is in the queue again, and that is its state.
        ProgramResult ended = programs("sacct", ["--noheader", "--parsable2", "--allocations", $"--jobs={job}", "--format=JobID,State"]);
        if (ended.Ok) Take(states, job, ended.Out);
        foreach ((int index, string state) in Queued(job)) states[index] = state;
        return states;
    }

    /// <summary>The tasks that wait or run, by index. Slurm forgets ended jobs: then squeue says that there is no such job, which is none.</summary>
    public IReadOnlyDictionary<int, string> Queued(string job)
    {
        SortedDictionary<int, string> states = [];
        ProgramResult live = programs("squeue", ["--noheader", "--array", $"--jobs={job}", "--format=%i|%T"]);
        if (live.Ok) Take(states, job, live.Out);
        else if (live.Exit is null || !live.Error.Contains("Invalid job id", StringComparison.Ordinal))
            throw new CommandException(ExitCode.Attention, $"squeue does not tell of job {job}: {live.Why}", "Ask on a node of the cluster where squeue works.");
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
            else if (id.StartsWith(job + "_", StringComparison.Ordinal) && int.TryParse(id.AsSpan(job.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)) states[index] = word;
            else if (id.StartsWith(job + "_[", StringComparison.Ordinal)) TakeRange(states, id[(job.Length + 2)..], word);
        }
    }

    // sacct tells of tasks that never ran as one: 12_[0-3,7%2].
    private static void TakeRange(SortedDictionary<int, string> states, string range, string word)
    {
        foreach (string part in range.TrimEnd(']').Split('%')[0].Split(','))
        {
            string[] ends = part.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)) continue;
            for (int index = first; index <= last; index++) states[index] = word;
        }
    }
}
