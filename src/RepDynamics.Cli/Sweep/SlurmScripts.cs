using System.Text.RegularExpressions;

namespace RepDynamics.Cli.Sweep;

/// <summary>The scripts of a sweep. Options of sbatch are words of the submitting script, because sbatch parses comments of scripts by other quoting rules.</summary>
/// <param name="program">The words that start <c>repdynamics</c> on a node.</param>
/// <param name="results">The folder of results that was chosen; null for the default one.</param>
internal sealed class SlurmScripts(
    SweepPlan plan, SweepSettings settings, SweepFolder folder, ImmutableArray<string> program, IReadOnlyDictionary<string, string> environment,
    string? results = null)
{
    /// <summary>Jobs of other sweeps that the deciding job also depends on.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    public (string File, string Text)[] Files => [(folder.SubmitScript, Submit()), (folder.TaskScript, Task()), (folder.DecideScript, Decide())];

    /// <summary>Submits, and prints a line for each job: its role and its number.</summary>
    public string Submit()
    {
        string about = ShellText.Comment($"Sweep {folder.Name}: {string.Join(", ", plan.Claims)} on {plan.Profile}, {plan.Tasks.Length} runs to train.");
        ImmutableArray<string> common = Common();
        string decide = ShellText.Line(
            ["sbatch", "--parsable", $"--job-name=repdynamics-decide-{folder.Name}", .. common, "--open-mode=append", $"--output={Pattern(folder.Logs)}/decide.log"]);
        string most = settings.Parallel is { } parallel ? $"%{parallel}" : "";
        string array = ShellText.Line(
        [
            "sbatch", "--parsable", $"--job-name=repdynamics-{folder.Name}", $"--array=0-{plan.Tasks.Length - 1}{most}", .. common,
            "--requeue", $"--signal=B:USR1@{settings.Warning}",
            // Requeued tasks append to their log.
            "--open-mode=append", $"--output={Pattern(folder.Logs)}/%a.log", folder.TaskScript,
        ]);
        string submitted = plan.Tasks.IsEmpty ? "" : $"""
            array=$({array})
            array=$(echo "$array" | cut -d ';' -f 1)
            echo "array $array" | tee {ShellText.Quote(folder.JobsFile)}

            """;
        // afterany: the verdict reports missing runs.
        string[] after = [.. plan.Tasks.IsEmpty ? [] : (string[])["$array"], .. After];
        return $"""
            #!/bin/sh
            {about}
            set -eu
            {submitted}decide=$({decide}{(after.Length == 0 ? "" : $" \"--dependency=afterany:{string.Join(':', after)}\"")} {ShellText.Quote(folder.DecideScript)})
            echo "decide $(echo "$decide" | cut -d ';' -f 1)"

            """;
    }

    /// <summary>Trains the run of its index.</summary>
    public string Task() => $$"""
        #!/bin/bash
        # Trains the run of the array index; a stopped task continues from its resume point.
        {{Head}}
        warned=
        stopped=
        signaled=
        missed=
        child=
        # SIGTERM: preempted or cancelled; Slurm requeues if needed. SIGUSR1: the time limit is near; this script requeues itself.
        pass() { signaled=1; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null; else missed=1; fi; }
        trap 'stopped=1; pass' TERM
        trap 'warned=1; pass' USR1
        echo "repdynamics: task $SLURM_ARRAY_TASK_ID on ${SLURMD_NODENAME:-?}, start $((${SLURM_RESTART_COUNT:-0} + 1)), $(date -u +%Y-%m-%dT%H:%M:%SZ)"
        code=143
        if [ -z "$signaled" ]; then
            {{ShellText.Line(Command)}} sweep task --plan {{ShellText.Quote(folder.PlanFile)}} --index "$SLURM_ARRAY_TASK_ID" &
            child=$!
            # A signal before child was set could not be passed on.
            if [ -n "$missed" ]; then pass; fi
            # A signal ends wait, but not the child: only an uninterrupted wait returns the child's exit code.
            signaled=1
            while [ -n "$signaled" ]; do
                signaled=
                wait "$child" && ended=0 || ended=$?
                if [ "$ended" -ne 127 ]; then code=$ended; fi
            done
        fi
        if [ -n "$warned" ] && [ -z "$stopped" ] && [ "$code" -ne 0 ]; then
            if [ "${SLURM_RESTART_COUNT:-0}" -ge {{settings.Requeues}} ]; then
                echo "repdynamics: out of time, and requeued ${SLURM_RESTART_COUNT:-0} times already: not requeued. Increase time in repdynamics-sweep.json."
            else
                echo "repdynamics: out of time: requeued."
                scontrol requeue "$SLURM_JOB_ID" && exit 0
            fi
        fi
        exit "$code"

        """;

    /// <summary>Decides the claims by stored runs.</summary>
    public string Decide()
    {
        string[] chosen = results is null ? [] : ["--results", results];
        string decide = ShellText.Line([.. Command, "run", .. plan.Claims, "--profile", plan.Profile, "--device", plan.Device, "--stored", .. chosen]);
        string report = ShellText.Line([.. Command, "report", "--profile", plan.Profile, "--out", folder.Report, .. chosen]);
        return $"""
            #!/bin/bash
            # Decides the claims of a sweep by stored runs, and writes the report; trains nothing.
            {Head}
            code=0
            {decide} || code=$?
            # A contradicted or inconclusive claim is no failure of this job.
            case $code in 1 | 3) code=0 ;; esac
            # The report also shows failures.
            {report} || code=$?
            exit "$code"

            """;
    }

    private ImmutableArray<string> Command => [.. settings.Container, .. program];

    private string Head => string.Join(
        '\n',
        [
            .. environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"export {v.Key}={ShellText.Quote(v.Value)}"),
            .. settings.Lines,
        ]);

    private ImmutableArray<string> Common()
    {
        (string Option, string? Value)[] given =
        [
            ("partition", settings.Partition), ("account", settings.Account), ("qos", settings.Qos), ("gres", settings.Gres),
            ("time", settings.Time), ("mem", settings.Memory), ("cpus-per-task", $"{settings.Cpus}"),
        ];
        return [.. given.Where(g => g.Value is not null).Select(g => $"--{g.Option}={g.Value}"), .. settings.Options];
    }

    // sbatch replaces %a and its like in file names (sbatch(1), filename pattern).
    private static string Pattern(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}

/// <summary>Quotes text for a POSIX shell.</summary>
internal static partial class ShellText
{
    // Neither paths nor settings contain a NUL, which no word of a shell can.
    public static string Quote(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public static string Line(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    public static string Comment(string text) => "# " + string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    // \z, because $ matches before a final line feed.
    [GeneratedRegex(@"^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*\z")]
    private static partial Regex Plain();
}
