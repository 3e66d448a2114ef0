using System.Collections.Immutable;
using System.Globalization;

namespace RepDynamics.Cli.Sweep;

/// <summary>
/// The scripts of a sweep: one that submits, one of a task, one that decides. Pure text. Options of sbatch stand in the first one, as words
/// of a shell, and not as comments in the others, whose quoting is sbatch's own.
/// </summary>
/// <param name="Submit">Submits, and prints a line a job: its role and its number.</param>
/// <param name="Task">Trains the run of its index.</param>
/// <param name="Decide">Decides the claims on what is kept.</param>
internal sealed record SlurmScripts(string Submit, string Task, string Decide)
{
    /// <summary>Writes the scripts.</summary>
    /// <param name="plan">What there is to do.</param>
    /// <param name="settings">What the cluster wants to know.</param>
    /// <param name="folder">Where the scripts will be.</param>
    /// <param name="program">The words that start <c>repdynamics</c> on a node.</param>
    /// <param name="environment">Variables that a node must have, whatever its own are.</param>
    public static SlurmScripts Of(
        SweepPlan plan, SweepSettings settings, SweepFolder folder, ImmutableArray<string> program, IReadOnlyDictionary<string, string> environment)
    {
        ImmutableArray<string> command = [.. settings.Container, .. program];
        string head = Head(settings, environment);
        return new(SubmitText(plan, settings, folder), TaskText(settings, folder, command, head), DecideText(plan, folder, command, head));
    }

    private static string SubmitText(SweepPlan plan, SweepSettings settings, SweepFolder folder)
    {
        string about = ShellText.Comment($"Sweep {folder.Name}: {string.Join(", ", plan.Claims)} on {plan.Profile}, {plan.Tasks.Length} runs to train.");
        ImmutableArray<string> common = Common(settings);
        string decide = ShellText.Line(
            ["sbatch", "--parsable", $"--job-name=repdynamics-decide-{folder.Name}", .. common, "--open-mode=append", $"--output={Pattern(folder.Logs)}/decide.log"]);
        if (plan.Tasks.IsEmpty)
        {
            return $"""
                #!/bin/sh
                {about}
                set -eu
                decide=$({decide} {ShellText.Quote(folder.DecideScript)})
                echo "decide $(echo "$decide" | cut -d ';' -f 1)"

                """;
        }
        string most = settings.Parallel is { } parallel ? string.Create(CultureInfo.InvariantCulture, $"%{parallel}") : "";
        string array = ShellText.Line(
        [
            "sbatch", "--parsable", $"--job-name=repdynamics-{folder.Name}",
            string.Create(CultureInfo.InvariantCulture, $"--array=0-{plan.Tasks.Length - 1}{most}"), .. common,
            "--requeue", string.Create(CultureInfo.InvariantCulture, $"--signal=B:USR1@{settings.Warning}"),
            // A task that comes back writes on.
            "--open-mode=append", $"--output={Pattern(folder.Logs)}/%a.log", folder.TaskScript,
        ]);
        return $"""
            #!/bin/sh
            {about}
            set -eu
            array=$({array})
            array=$(echo "$array" | cut -d ';' -f 1)
            echo "array $array"
            # However the tasks end: a run that is missing then is told with the verdict.
            decide=$({decide} "--dependency=afterany:$array" {ShellText.Quote(folder.DecideScript)})
            echo "decide $(echo "$decide" | cut -d ';' -f 1)"

            """;
    }

    private static string TaskText(SweepSettings settings, SweepFolder folder, ImmutableArray<string> command, string head) => $$"""
        #!/bin/bash
        # One run of a sweep: the index in the array says which. It may be stopped at any moment, and goes on from its resume point.
        {{head}}
        warned=
        stopped=
        heard=
        missed=
        child=
        # SIGTERM: preempted or cancelled, and Slurm knows which. SIGUSR1: the time is nearly up, and this script queues itself again.
        pass() { heard=1; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null; else missed=1; fi; }
        trap 'stopped=1; pass' TERM
        trap 'warned=1; pass' USR1
        echo "repdynamics: task $SLURM_ARRAY_TASK_ID on ${SLURMD_NODENAME:-?}, start $((${SLURM_RESTART_COUNT:-0} + 1)), $(date -u +%Y-%m-%dT%H:%M:%SZ)"
        code=143
        if [ -z "$heard" ]; then
            {{ShellText.Line(command)}} sweep task --plan {{ShellText.Quote(folder.PlanFile)}} --index "$SLURM_ARRAY_TASK_ID" &
            child=$!
            # A signal between the two lines above knew no child to pass it on to.
            if [ -n "$missed" ]; then pass; fi
            # A signal ends a wait, but not the child: only a wait that no signal ended tells the child's own code.
            heard=1
            while [ -n "$heard" ]; do
                heard=
                wait "$child" && ended=0 || ended=$?
                if [ "$ended" -ne 127 ]; then code=$ended; fi
            done
        fi
        if [ -n "$warned" ] && [ -z "$stopped" ] && [ "$code" -ne 0 ]; then
            if [ "${SLURM_RESTART_COUNT:-0}" -ge {{settings.Requeues.ToString(CultureInfo.InvariantCulture)}} ]; then
                echo "repdynamics: out of time for the $((${SLURM_RESTART_COUNT:-0} + 1)). time: not queued again. Give more time."
            else
                echo "repdynamics: out of time: queued again."
                scontrol requeue "$SLURM_JOB_ID" && exit 0
            fi
        fi
        exit "$code"

        """;

    private static string DecideText(SweepPlan plan, SweepFolder folder, ImmutableArray<string> command, string head)
    {
        string decide = ShellText.Line([.. command, "run", .. plan.Claims, "--profile", plan.Profile, "--device", plan.Device, "--kept"]);
        string report = ShellText.Line([.. command, "report", "--profile", plan.Profile, "--out", folder.Report]);
        return $"""
            #!/bin/bash
            # Decides the claims of a sweep by the runs that are kept, and writes the report; trains nothing.
            {head}
            code=0
            {decide} || code=$?
            # A claim that is contradicted, or not decided, is a result and no failure of this job.
            case $code in 1 | 3) code=0 ;; esac
            # Also of what failed: the page says so.
            {report} || code=$?
            exit "$code"

            """;
    }

    private static string Head(SweepSettings settings, IReadOnlyDictionary<string, string> environment) => string.Join(
        '\n',
        [
            .. environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"export {v.Key}={ShellText.Quote(v.Value)}"),
            .. settings.Lines,
        ]);

    private static ImmutableArray<string> Common(SweepSettings settings)
    {
        (string Option, string? Value)[] given =
        [
            ("partition", settings.Partition), ("account", settings.Account), ("qos", settings.Qos), ("gres", settings.Gres),
            ("time", settings.Time), ("mem", settings.Memory), ("cpus-per-task", settings.Cpus.ToString(CultureInfo.InvariantCulture)),
        ];
        return [.. given.Where(g => g.Value is not null).Select(g => $"--{g.Option}={g.Value}"), .. settings.Options];
    }

    // sbatch replaces %a and its like in file names (sbatch(1), filename pattern).
    private static string Pattern(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
