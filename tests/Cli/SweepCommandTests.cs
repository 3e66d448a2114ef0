using System.Runtime.InteropServices;
using System.Text.Json;
using RepDynamics.Cli;
using RepDynamics.Cli.Sweep;
using RepDynamics.Profiles;
using RepDynamics.Store;
using RepDynamics.Tests.Store;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

public class SweepCommandTests : CliTests
{
    private List<string> called = null!;
    private Dictionary<string, ProgramResult> answers = null!;

    [SetUp]
    public void Open()
    {
        called = [];
        answers = new() { ["sh"] = new(0, "array 12\ndecide 13\n", ""), ["squeue"] = new(0, "", ""), ["sacct"] = new(1, "", "Slurm accounting storage is disabled") };
        cli.Programs = (program, arguments) =>
        {
            called.Add($"{program} {string.Join(' ', arguments)}");
            return answers[program];
        };
    }

    [Test]
    public void Missing_runs_become_the_tasks_of_one_array()
    {
        SmallRun.Make(cli.Store, Hash("ViT-SGD", 11));
        SmallRun.Make(cli.Store, Hash("ViT-SGD", 12), complete: false);

        Assert.That(Sweep("TinyOne", "TinyTwo", "TinyOne"), Is.EqualTo(ExitCode.Ok));

        var plan = SweepPlan.Read(Latest.PlanFile);
        Assert.That((plan.Profile, plan.Device, plan.Regions), Is.EqualTo(("smoke", "cpu", Profile.Smoke.Regions)));
        Assert.That(plan.Claims, Is.EqualTo(new[] { "TinyOne", "TinyTwo" }));
        Assert.That(
            plan.Tasks.Select(t => t.Name),
            Is.EqualTo(new[] { "ViT-SGD seed 10", "ViT-SGD seed 12", "ResNet-SGD seed 10", "ResNet-SGD seed 11", "ResNet-SGD seed 12" }));
        Assert.That(plan.Tasks.Select(t => t.Hash), Is.EqualTo(plan.Tasks.Select(t => Hash(t.Condition, t.Seed))));
        Assert.That(called, Is.EqualTo(new[] { $"sh {Latest.SubmitScript}" }));
        Assert.That(File.ReadAllText(Latest.SubmitScript), Does.Contain("--array=0-4 "));
        Assert.That(cli.Out, Does.Contain("5 runs to train, 1 stored").And.Contain("job array 12").And.Contain("job 13 decides TinyOne, TinyTwo"));
        Assert.That(cli.Training.Asked, Is.Empty, "the cluster trains");
        List<string> notes = [];
        Assert.That(cli.Store.List(notes.Add), Has.Count.EqualTo(2));
        Assert.That(notes, Is.Empty, "the store ignores the folder of sweeps");
    }

    [Test]
    public void Runs_of_two_lengths_have_names_of_their_own_and_those_that_figures_show_are_measured_finely()
    {
        Assert.That(Sweep("ViTSync", "RegionsSync", "RegionsAroundMislabelled"), Is.EqualTo(ExitCode.Ok), cli.Error);

        ImmutableArray<SweepTask> tasks = SweepPlan.Read(Latest.PlanFile).Tasks;
        Assert.That(tasks.Select(task => task.Name), Is.Unique.And.Contains("ViT-SGD seed 10 (6 epochs)").And.Contains("ViT-SGD seed 10 (12 epochs)"));
        Assert.That(tasks.Where(task => task.Draws).Select(task => task.Seed).Distinct(), Is.EqualTo(new[] { 10L }), "the first seed");
    }

    [Test]
    public void The_deciding_job_writes_to_the_chosen_results()
    {
        string results = Path.Combine(cli.Root, "other results");

        Assert.That(Sweep("TinyOne", "--dry-run", "--results", results), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain($"--stored --results '{results}'").And.Match($"report .* --results '{results}'"));
    }

    [Test]
    public void A_dry_run_shows_the_scripts_and_leaves_nothing_behind()
    {
        File.WriteAllText(Path.Combine(cli.Root, "repdynamics-sweep.json"), """{ "partition": "gpu", "parallel": 3 }""");

        Assert.That(Sweep("TinyOne", "--dry-run"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain("submit.sh <==\n#!/bin/sh").And.Contain("--array=0-5%3 --partition=gpu").And.Contain("task.sh <==").And.Contain("decide.sh <=="));
        Assert.That(cli.Out, Does.Contain("'/opt/rep dynamics/run.sh' sweep task --plan ").And.Contain("'/opt/rep dynamics/run.sh' run TinyOne --profile smoke --device cpu --stored"));
        Assert.That(called, Is.Empty);
        Assert.That(Directory.Exists(cli.RunsFolder), Is.False);
    }

    [Test]
    public void Options_override_the_settings_of_the_file()
    {
        File.WriteAllText(Path.Combine(cli.Root, "repdynamics-sweep.json"), """{ "partition": "gpu", "memory": "8G", "parallel": 3, "command": ["rd"] }""");

        Sweep("TinyOne", "--dry-run", "--memory", "16384", "--time", "UNLIMITED", "--qos", "long", "--parallel", "2");

        Assert.That(
            cli.Out,
            Does.Contain("--array=0-5%2 --partition=gpu").And.Contain("--mem=16384").And.Contain("--time=UNLIMITED").And.Contain("--qos=long").And.Contain("\n    rd sweep task ").And.Not.Contain("8G"));
    }

    [TestCase("--cpus x", "{}", "--cpus: \"x\" is no whole number from 1 to 4096")]
    [TestCase("--qos ", "{}", "--qos: \"\" is no name without blanks")]
    [TestCase("--qos long", """{ "partion": "long" }""", "repdynamics-sweep.json, field partion: there is no such field.")]
    public void An_invalid_option_or_field_is_reported_and_nothing_is_submitted(string option, string settings, string message)
    {
        File.WriteAllText(Path.Combine(cli.Root, "repdynamics-sweep.json"), settings);

        Assert.That(Sweep(["TinyOne", .. option.Split(' ')]), Is.EqualTo(ExitCode.Usage));

        Assert.That(cli.ErrorLines[0], Does.Contain(message));
        Assert.That(called, Is.Empty);
    }

    [TestCase(127, "", "submit.sh: 4: sbatch: not found", (int)ExitCode.Usage, "There is no sbatch on this machine.")]
    [TestCase(1, "", "sbatch: error: invalid partition specified: gpuu\nsbatch: error: Batch job submission failed\n", (int)ExitCode.Attention, "invalid partition specified: gpuu")]
    [TestCase(1, "array 12\n", "sbatch: error: no more jobs\n", (int)ExitCode.Attention, "The array was submitted, as job 12: scancel 12 cancels it.")]
    public void An_error_of_sbatch_is_reported_and_leaves_no_sweep_without_a_job(int exit, string output, string error, int code, string message)
    {
        answers["sh"] = new(exit, output, error);

        Assert.That((int)Sweep("TinyOne"), Is.EqualTo(code));

        Assert.That(cli.Error, Does.Contain(message));
        Assert.That(SweepFolder.All(cli.RunsFolder), output.Length == 0 ? Is.Empty : Has.Length.EqualTo(1));
    }

    [Test]
    public void Runs_that_are_in_the_queue_are_not_submitted_twice()
    {
        Sweep("TinyOne");
        answers["squeue"] = new(0, "12_1|RUNNING\n12_5|PENDING\n", "");

        Assert.That(Sweep("TinyOne"), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain("2 runs of these are in the queue already").And.Contain("job 12"));

        Assert.That(Sweep("TinyOne", "--resubmit-failed"), Is.EqualTo(ExitCode.Ok));
        Assert.That(
            SweepPlan.Read(Latest.PlanFile).Tasks.Select(t => t.Name),
            Is.EqualTo(new[] { "ViT-SGD seed 10", "ViT-SGD seed 12", "ResNet-SGD seed 10", "ResNet-SGD seed 11" }));
        Assert.That(File.ReadAllText(Latest.SubmitScript), Does.Contain("\"--dependency=afterany:$array:12\""), "the decision waits for those of the other sweep, too");
    }

    [Test]
    public void A_queued_run_does_not_stand_for_one_with_regions()
    {
        Sweep("TinyOne");
        answers["squeue"] = new(0, "12_1|RUNNING\n", "");

        Assert.That(Sweep("TinyTwo"), Is.EqualTo(ExitCode.Ok));

        Assert.That(SweepPlan.Read(Latest.PlanFile).Tasks, Has.Length.EqualTo(6));
    }

    [Test]
    public void Status_joins_states_of_slurm_and_of_the_store()
    {
        Sweep("TinyOne");
        SmallRun.Make(cli.Store, "a", Hash("ViT-SGD", 10));
        SmallRun.Make(cli.Store, "b", Hash("ViT-SGD", 11), complete: false);
        SmallRun.Make(cli.Store, "c", Hash("ResNet-SGD", 12)); // trained, but its regions were not measured
        answers["squeue"] = new(0, "12_2|RUNNING\n12_3|PENDING\n", "");
        answers["sacct"] = new(0, "12_0|COMPLETED\n12_1|CANCELLED by 1000\n12_[4-5%2]|NODE_FAIL\n", "");

        Assert.That(cli.Do("sweep", "status"), Is.EqualTo(ExitCode.RunFailed));

        string[] lines = [.. cli.Out.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.That(lines[1..8], Is.EqualTo(new[]
        {
            "task run state stored slurm",
            "0 ViT-SGD seed 10 done complete COMPLETED",
            "1 ViT-SGD seed 11 failed to epoch 0 CANCELLED",
            "2 ViT-SGD seed 12 running nothing RUNNING",
            "3 ResNet-SGD seed 10 queued nothing PENDING",
            "4 ResNet-SGD seed 11 failed nothing NODE_FAIL",
            "5 ResNet-SGD seed 12 failed complete NODE_FAIL",
        }));
        Assert.That(cli.Out, Does.Contain("6 runs: 1 done, 3 failed, 1 queued, 1 running; job array 12").And.Contain("--resubmit-failed"));
    }

    [Test]
    public void Status_works_without_accounting_and_for_a_forgotten_job()
    {
        Sweep("TinyOne");
        foreach (SweepTask task in SweepPlan.Read(Latest.PlanFile).Tasks) SmallRun.Make(cli.Store, $"run{task.Hash[..6]}", task.Hash);
        answers["squeue"] = new(1, "", "slurm_load_jobs error: Invalid job id specified");

        JsonElement status = cli.Json("sweep", "status");

        Assert.That(status.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("state").GetString()), Is.All.EqualTo("done"));
        Assert.That(status.GetProperty("arrayJob").GetString(), Is.EqualTo("12"));
    }

    [Test]
    public void An_error_of_squeue_is_not_an_empty_queue()
    {
        Sweep("TinyOne");
        answers["squeue"] = new(1, "", "slurm_load_jobs error: Unable to contact slurm controller");

        Assert.That(cli.Do("sweep", "status"), Is.EqualTo(ExitCode.Attention));
        Assert.That(Sweep("TinyOne"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("squeue failed for job 12: slurm_load_jobs error: Unable to contact slurm controller"));
    }

    [Test]
    public void Status_without_a_sweep_or_of_an_unknown_one_is_an_error()
    {
        Assert.That(cli.Do("sweep", "status"), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain("No sweep was submitted"));

        Sweep("TinyOne");
        Assert.That(cli.Do("sweep", "status", "tomorrow"), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain("There is no sweep 'tomorrow'.").And.Contain(Latest.Name));
    }

    [Test]
    public void The_local_engine_trains_and_decides_and_a_dry_run_lists_missing_runs()
    {
        SmallRun.Make(cli.Store, Hash("ViT-SGD", 10));
        cli.Do("sweep", "TinyOne", "--profile", "smoke", "--dry-run");
        Assert.That(cli.Out, Does.StartWith("ViT-SGD seed 11  ").And.Contain("5 runs to train, 1 stored"));
        Assert.That(cli.Training.Asked, Is.Empty);

        Assert.That(cli.Do("sweep", "TinyOne", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Training.Asked, Has.Count.EqualTo(6));
        Assert.That(cli.Out, Does.Contain("\nTinyOne on smoke: reproduced\n"));
        Assert.That(called, Is.Empty);
    }

    [Test]
    public void A_task_trains_the_run_of_its_index_with_its_regions_and_adapted_data()
    {
        Sweep("TinyTwo");
        Assert.That(Task(4), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Training.Asked.Select(r => r.Hash()), Is.EqualTo(new[] { Hash("ResNet-SGD", 11) }));
        Assert.That(cli.Training.Regions, Is.EqualTo(Profile.Smoke.Regions));

        Sweep("TinyOwn");
        string own = SweepFolder.All(cli.RunsFolder).Single(sweep => sweep.Name.Contains("TinyOwn", StringComparison.Ordinal)).PlanFile;
        Assert.That(cli.Do("sweep", "task", "--plan", own, "--index", "0"), Is.EqualTo(ExitCode.Ok), cli.Error);
        Assert.That(cli.Training.Asked[^1].Data.Kind, Is.EqualTo("stored"));
        Assert.That(cli.Training.Regions?.Resolution, Is.EqualTo(7));
    }

    [Test]
    public void A_task_whose_run_fails_fails()
    {
        Sweep("TinyOne");
        cli.Training.Accuracy = _ => throw new DivergenceException("the loss is not finite");

        Assert.That(Task(0), Is.EqualTo(ExitCode.RunFailed));
        Assert.That(cli.Error, Does.Contain("the loss is not finite"));
    }

    [TestCase(PosixSignal.SIGTERM)]
    [TestCase((PosixSignal)10)]
    public void A_task_ends_after_repeated_signals(PosixSignal signal)
    {
        Sweep("TinyOne");
        cli.Training.Before = _ =>
        {
            Assert.That(cli.Signals.Take(signal), Is.True);
            Assert.That(cli.Signals.Take(signal), Is.True, "the script and Slurm may both send it");
        };

        Assert.That(Task(0), Is.EqualTo(ExitCode.Terminated));
        Assert.That(cli.Error, Does.Contain("ViT-SGD seed 10: stopped."));
    }

    [Test]
    public void A_task_with_another_recipe_hash_or_index_trains_nothing()
    {
        Sweep("TinyOne");
        File.WriteAllText(Latest.PlanFile, File.ReadAllText(Latest.PlanFile).Replace(Hash("ViT-SGD", 10), new string('0', 64), StringComparison.Ordinal));

        Assert.That(Task(0), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Error, Does.Contain("tasks[0].hash: this program makes another recipe of ViT-SGD seed 10"));
        Assert.That(cli.Training.Asked, Is.Empty);
        Assert.That(Task(6), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain("--index 6: ").And.Contain("has 6 tasks."));
    }

    [TestCase("", "is no plan of a sweep")]
    [TestCase("null", "is no plan of a sweep")]
    [TestCase("""{ "format": 1 }""", "is no plan of a sweep")]
    [TestCase("""{ "format": 2, "claims": [], "profile": "smoke", "device": "cpu", "regions": null, "tasks": [] }""", "field format: 2 is not 3")]
    public void A_damaged_plan_is_an_error(string text, string message)
    {
        Sweep("TinyOne");
        File.WriteAllText(Latest.PlanFile, text);

        Assert.That(Task(0), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain(message));
    }

    private SweepFolder Latest => SweepFolder.Find(cli.RunsFolder, null);

    private static string Hash(string condition, long seed) => Profile.Smoke.Recipe(condition, seed).Hash();

    private ExitCode Task(int index) => cli.Do("sweep", "task", "--plan", Latest.PlanFile, "--index", index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private ExitCode Sweep(params string[] arguments) => cli.Do(["sweep", .. arguments, "--profile", "smoke", "--engine", "slurm"]);
}
