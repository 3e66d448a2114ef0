using System.Diagnostics;
using RepDynamics.Cli.Sweep;

namespace RepDynamics.Tests.Cli;

/// <summary>The scripts of a sweep in a real shell; sbatch, scontrol and the command are stubs.</summary>
public class SweepScriptTests : FolderFixture
{
    private static readonly SweepPlan Plan = new(
        SweepPlan.CurrentFormat, ["ViTSync"], "smoke", "cuda", new(), [Task(10, "abc"), Task(11, "def"), Task(12, "ghi")]);

    private static SweepTask Task(long seed, string hash) => new("ViTSync", "ViT-SGD", seed, $"ViT-SGD seed {seed}", hash, Regions: seed < 12, Draws: false);

    private SweepFolder sweep = null!;
    private string stubs = "";

    [SetUp]
    public void Lay()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Slurm is for Linux.");
        // Characters that are special to a shell or to sbatch's patterns.
        string store = Directory.CreateDirectory(In("it's 100% \"stored\" $HOME `runs`")).FullName;
        sweep = SweepFolder.New(store, Plan, DateTimeOffset.UnixEpoch);
        Directory.CreateDirectory(sweep.FullPath);
        stubs = Directory.CreateDirectory(In("stubs")).FullName;
        Stub("sbatch", """echo "$@" | grep -q -- --array && echo '4711;cluster' || echo 4712; printf '<%s>' "$@" >>"$CALLS"; echo >>"$CALLS" """);
        Stub("scontrol", """echo "scontrol $*" >>"$CALLS" """);
    }

    [TestCase("")]
    [TestCase("plain-word_1.5:/x,y+z@%a")]
    [TestCase("it's")]
    [TestCase("\"$HOME\" `date` $(date) \\ \\n !x")]
    [TestCase("line\nfeed\ttab\r")]
    [TestCase("#comment")]
    [TestCase("*?[a-z]{1,2};&|<>()")]
    [TestCase("ends with a line feed\n")]
    public void A_quoted_word_reaches_a_shell_unchanged(string word)
    {
        (_, string output) = Shell(Write("word.sh", $"printf '%s|' x {ShellText.Quote(word)}"));

        Assert.That(output, Is.EqualTo($"x|{word}|"));
    }

    [Test]
    public void Options_reach_sbatch_word_for_word()
    {
        SweepSettings settings = new()
        {
            Partition = "gpu",
            Account = "p123",
            Qos = "long",
            Gres = "gpu:1",
            Time = "1-00:00:00",
            Memory = "16G",
            Cpus = 4,
            Parallel = 2,
            Warning = 90,
            Options = ["--comment=it's a \"test\" of $HOME", "--exclusive"],
        };

        (int exit, string output) = Shell(Write("submit.sh", Scripts(settings).Submit()));

        Assert.That((exit, output), Is.EqualTo((0, "array 4711\ndecide 4712\n")));
        const string common = "<--partition=gpu><--account=p123><--qos=long><--gres=gpu:1><--time=1-00:00:00><--mem=16G><--cpus-per-task=4>"
            + "<--comment=it's a \"test\" of $HOME><--exclusive>";
        string logs = sweep.Logs.Replace("%", "%%", StringComparison.Ordinal);
        Assert.That(Calls, Is.EqualTo(new[]
        {
            $"<--parsable><--job-name=repdynamics-{sweep.Name}><--array=0-2%2>{common}<--requeue><--signal=B:USR1@90><--open-mode=append>"
                + $"<--output={logs}/%a.log><{sweep.TaskScript}>",
            $"<--parsable><--job-name=repdynamics-decide-{sweep.Name}>{common}<--open-mode=append><--output={logs}/decide.log>"
                + $"<--dependency=afterany:4711><{sweep.DecideScript}>",
        }));
    }

    [Test]
    public void If_all_runs_are_stored_only_the_deciding_job_is_submitted_without_options_that_are_unset()
    {
        (_, string output) = Shell(Write("submit.sh", Scripts(new(), Plan with { Tasks = [] }).Submit()));

        Assert.That(output, Is.EqualTo("decide 4712\n"));
        Assert.That(Calls.Single(), Does.Contain("><--cpus-per-task=1><--open-mode=append>").And.Not.Contain("--array").And.Not.Contain("--dependency"));
    }

    [Test]
    public void A_failed_sbatch_fails_the_submission()
    {
        Stub("sbatch", "echo 'sbatch: error: invalid partition' >&2; exit 1");

        (int exit, string output) = Shell(Write("submit.sh", Scripts(new()).Submit()));

        Assert.That((exit, output), Is.EqualTo((1, "")));
    }

    [Test]
    public void A_task_calls_the_command_in_its_container_with_its_environment_and_lines()
    {
        SweepSettings settings = new() { Container = [Stub("apptainer", """printf '<%s>' "$@"; echo "[$REPDYNAMICS_RUNS][$WORD]" """), "exec", "my image.sif"], Lines = ["export WORD='yes, it is'"] };

        (int exit, string output) = Task(settings, ("SLURM_ARRAY_TASK_ID", "2"));

        Assert.That(exit, Is.Zero);
        Assert.That(output.Split('\n')[1], Is.EqualTo(
            $"<exec><my image.sif><{stubs}/rep dynamics><sweep><task><--plan><{sweep.PlanFile}><--index><2>[it's a \"store\" of $HOME][yes, it is]"));
    }

    [TestCase(0)]
    [TestCase(137)]
    public void A_task_returns_the_exit_code_of_its_run(int code)
    {
        Stub("rep dynamics", $"exit {code}");

        Assert.That(Task(new()).Exit, Is.EqualTo(code));
        Assert.That(Calls, Is.Empty);
    }

    [Test]
    public void A_warned_task_writes_a_resume_point_and_requeues_itself()
    {
        // The stub warns the script, and ends a while after the signal that the script passes on.
        Stub("rep dynamics", "trap 'sleep 0.1; echo resume point; exit 143' TERM\nkill -USR1 $PPID\nwhile :; do sleep 0.02; done");

        (int exit, string output) = Task(new(), ("SLURM_JOB_ID", "77"));

        Assert.That(exit, Is.Zero);
        Assert.That(output, Does.Contain("resume point\nrepdynamics: out of time: requeued.\n"));
        Assert.That(Calls, Is.EqualTo(new[] { "scontrol requeue 77" }));
    }

    [Test]
    public void Requeues_are_limited()
    {
        Stub("rep dynamics", "trap 'exit 143' TERM\nkill -USR1 $PPID\nwhile :; do sleep 0.02; done");

        (int exit, string output) = Task(new() { Requeues = 3 }, ("SLURM_RESTART_COUNT", "3"));

        Assert.That(exit, Is.EqualTo(143));
        Assert.That(output, Does.Contain("out of time, and requeued 3 times already: not requeued."));
        Assert.That(Calls, Is.Empty);
    }

    [TestCase("TERM", 143)]
    [TestCase("USR1", 0)]
    public void A_preempted_task_writes_a_resume_point_and_does_not_requeue_nor_does_one_that_finishes_after_the_warning(string signal, int code)
    {
        Stub("rep dynamics", $"trap 'echo resume point; exit {code}' TERM\nkill -{signal} $PPID\nwhile :; do sleep 0.02; done");

        (int exit, string output) = Task(new());

        Assert.That(exit, Is.EqualTo(code));
        Assert.That(output, Does.Contain("resume point"));
        Assert.That(Calls, Is.Empty);
    }

    [Test]
    public void A_signal_during_the_start_is_passed_on()
    {
        Stub("rep dynamics", "trap 'echo resume point; exit 143' TERM\nwhile :; do sleep 0.02; done");

        // Sends the signal before the script has set the child.
        (int exit, _) = Task(new() { Lines = ["trap '[ \"$BASH_COMMAND\" != \"child=\\$!\" ] || kill -TERM $$' DEBUG"] });

        Assert.That(exit, Is.EqualTo(143));
        Assert.That(Calls, Is.Empty);
    }

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(3, 0)]
    [TestCase(4, 4)]
    [TestCase(70, 70)]
    public void The_deciding_job_writes_a_report_and_fails_only_on_errors(int code, int job)
    {
        Stub("rep dynamics", $"printf '<%s>' \"$@\"; echo; [ $1 != run ] || exit {code}");

        (int exit, string output) = Shell(Write("decide.sh", Scripts(new()).Decide()), "bash");

        Assert.That(exit, Is.EqualTo(job));
        Assert.That(output, Is.EqualTo(
            $"<run><ViTSync><--profile><smoke><--device><cuda><--stored>\n<report><--profile><smoke><--out><{sweep.Report}>\n"));
    }

    [Test]
    public void A_report_that_fails_fails_the_deciding_job()
    {
        Stub("rep dynamics", "[ $1 = run ] || exit 5");

        Assert.That(Shell(Write("decide.sh", Scripts(new()).Decide()), "bash").Exit, Is.EqualTo(5));
    }

    private string[] Calls => File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];

    private string CallsFile => In("calls");

    private SlurmScripts Scripts(SweepSettings settings, SweepPlan? plan = null) => new(
        plan ?? Plan, settings, sweep, [Path.Combine(stubs, "rep dynamics")], new Dictionary<string, string> { ["REPDYNAMICS_RUNS"] = "it's a \"store\" of $HOME" });

    private (int Exit, string Output) Task(SweepSettings settings, params (string Name, string Value)[] variables) =>
        Shell(Write("task.sh", Scripts(settings).Task()), "bash", variables);

    private string Stub(string name, string body) => WriteProgram(Path.Combine("stubs", name), $"#!/bin/bash\n{body}\n");

    private (int Exit, string Output) Shell(string script, string shell = "sh", params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(shell, [script]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{stubs}:/usr/bin:/bin";
        start.Environment["CALLS"] = CallsFile;
        start.Environment["SLURM_ARRAY_TASK_ID"] = "0";
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script} does not end. It said: {output.Result}");
        }
        process.WaitForExit();
        Assert.That(error.Result, Does.Not.Contain("syntax error").And.Not.Contain("not found"));
        return (process.ExitCode, output.Result);
    }
}
