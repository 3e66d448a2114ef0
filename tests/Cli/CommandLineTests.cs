using RepDynamics.Cli;

namespace RepDynamics.Tests.Cli;

public class CommandLineTests : CliTests
{
    [TestCase("--help")]
    [TestCase("")]
    public void The_help_lists_every_command_and_every_exit_code(string option)
    {
        Assert.That(cli.Do(option.Length == 0 ? [] : [option]), Is.EqualTo(ExitCode.Ok));

        foreach (string command in (string[])["claims", "run", "report", "figures", "diff", "accept", "runs", "similarity", "doctor", "version"])
            Assert.That(cli.Out, Does.Match($@"(?m)^  {command} .*\w"));
        foreach (ExitCode code in Enum.GetValues<ExitCode>())
            Assert.That(cli.Out, Does.Match($@"(?m)^\s+{(int)code}  {ExitCodes.Meaning(code).Replace(" ", "\\s+", StringComparison.Ordinal)}"));
        Assert.That(cli.Out, Does.Contain("repdynamics [command]"));
        Assert.That(cli.Out.Split('\n').Select(line => line.TrimEnd().Length), Has.All.AtMost(80));
        Assert.That(cli.Error, Is.Empty);
    }

    [TestCase("run", "--profile|--seeds|--device|--json|smoke or cpu")]
    [TestCase("report", "--out|--profile|artifacts/report")]
    [TestCase("figures", "CLAIM|--profile|--format|svg|pdf|png|--theme|paper|screen|--out")]
    [TestCase("diff", "CLAIM|--out|--profile|Ends with 0")]
    [TestCase("accept", "--profile|--yes")]
    [TestCase("runs", "list|size|verify|prune")]
    [TestCase("runs verify", "RUN|--json|Changes nothing")]
    [TestCase("runs prune", "--older-than|36h, 30d, 8w|--unreferenced|--quarantine|--yes|--json")]
    [TestCase("similarity", "DIR|--out|--estimator|biased|debiased|minibatch|--batch|--perfect-fit|--regions|--json|default 256")]
    [TestCase("doctor", "--json|--device")]
    public void The_help_of_a_command_lists_its_options(string command, string options)
    {
        Assert.That(cli.Do([.. command.Split(' '), "--help"]), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain($"repdynamics {command}").And.Contain("--verbose"));
        foreach (string option in options.Split('|')) Assert.That(cli.Out, Does.Contain(option));
    }

    [TestCase("clams", "There is no command 'clams'", "Did you mean claims?")]
    [TestCase("frobnicate", "There is no command 'frobnicate'", "Known commands: claims, cost, run, sweep, report, figures, diff, accept, runs, similarity, fetch, doctor, version")]
    [TestCase("--frob", "There is no option --frob.", "See repdynamics --help")]
    [TestCase("run", "Required argument missing", "See repdynamics run --help")]
    [TestCase("run VitSnc", "There is no claim 'VitSnc'", "Did you mean ViTSync? Known claims: ")]
    [TestCase("run Gravitation", "There is no claim 'Gravitation'", ", TinyLong, TinyOne, TinyOwn, TinyTwo, ")]
    [TestCase("run TinyOne --profile smok", "There is no profile 'smok'", "Did you mean smoke? Known profiles: smoke, cpu, cifar-cpu, gpu, paper.")]
    [TestCase("run TinyOne --profile cpu", "TinyOne has no seeds for profile cpu", "It is registered for: smoke.")]
    [TestCase("run TinyOne --device gpu", "'gpu'", "See repdynamics run --help")]
    [TestCase("run TinyOne --seeds 10,x", "'x' is no seed", "--seeds 10,14,15")]
    [TestCase("run TinyOne --seeds 10,10", "10 comes twice", "once")]
    [TestCase("claims --results ", "--results names no folder.", "Name one, or leave the option out.")]
    [TestCase("figures TinyOne --out ", "--out names no folder.", "See repdynamics figures --help")]
    [TestCase("runs lst", "There is no command 'lst'", "Did you mean list? Known commands: list, size, verify, prune.")]
    [TestCase("runs list --frob", "There is no option --frob.", "See repdynamics runs list --help")]
    [TestCase("runs verify ViT", "There is no run 'ViT'", "repdynamics runs list shows all.")]
    [TestCase("runs prune", "No runs are selected.", "Give --older-than 30d, --unreferenced or --quarantine")]
    [TestCase("runs prune --older-than 30", "'30' is no age", "36h, 30d, 8w")]
    [TestCase("runs prune --older-than 1.5d", "'1.5d' is no age", "whole numbers")]
    [TestCase("runs prune --older-than 99999999w", "is no age", "whole numbers")]
    [TestCase("similarity nowhere --out out", "There is no folder nowhere.", "a file for each epoch")]
    [TestCase("similarity nowhere", "Option '--out' is required", "See repdynamics similarity --help")]
    [TestCase("similarity @nowhere --out out", "There is no folder @nowhere.", "a file for each epoch")]
    [TestCase("similarity nowhere --out out --estimater biased", "There is no option --estimater.", "Did you mean --estimator? See repdynamics similarity --help")]
    [TestCase("similarity nowhere --out out --batch abc", "--batch 'abc' is no whole number.", "See repdynamics similarity --help")]
    [TestCase("similarity nowhere --out out --batch 64", "--batch 64 needs --estimator minibatch.", "--estimator minibatch")]
    [TestCase("similarity nowhere --out out -e minibatch --batch 3", "--batch 3", "at least 4")]
    [TestCase("accept TinyOne --profile nowhere", "There is no profile 'nowhere'", "Known profiles: smoke, cpu, cifar-cpu, gpu, paper.")]
    [TestCase("accept TinyOne --profile smoke", "There are no results of TinyOne on smoke", "Run it: repdynamics run TinyOne --profile smoke")]
    [TestCase("run TinyTwo TinyOwn --profile smoke", "measure decision regions differently: TinyTwo, TinyOwn", "one after another")]
    [TestCase("claims --markdown --json", "--markdown and --json exclude each other: give one.", "See repdynamics claims --help")]
    [TestCase("diff TinyOne --profile cpu", "TinyOne is not registered for the profile cpu", "repdynamics claims lists what there is.")]
    [TestCase("diff TinyOn", "There is no claim 'TinyOn'", "Known claims: ")]
    [TestCase("diff --profile smok", "There is no profile 'smok'", "Did you mean smoke?")]
    [TestCase("diff --frob", "There is no option --frob", "See repdynamics diff --help")]
    [TestCase("report --profile smok", "There is no profile 'smok'", "Did you mean smoke?")]
    [TestCase("sweep TinyOne --profile smoke --resubmit-failed", "--resubmit-failed needs --engine slurm.", "Give --engine slurm, or leave it out.")]
    [TestCase("sweep TinyOne --profile smoke --qos long", "--qos needs --engine slurm.", "Give --engine slurm, or leave it out.")]
    [TestCase("sweep TinyOne --profile smoke --engine pbs", "'pbs'", "See repdynamics sweep --help")]
    [TestCase("fetch cifar100", "There is no data set 'cifar100'.", "Did you mean cifar10? Known data sets: cifar10.")]
    public void Invalid_usage_is_reported_in_two_lines_with_a_remedy(string line, string fault, string remedy)
    {
        Assert.That(cli.Do(line.Split(' ')), Is.EqualTo(ExitCode.Usage));

        Assert.That(cli.ErrorLines, Has.Length.EqualTo(2));
        Assert.That(cli.ErrorLines[0], Does.StartWith("repdynamics: ").And.Contains(fault));
        Assert.That(cli.ErrorLines[1], Does.Contain(remedy));
        Assert.That(cli.Out, Is.Empty);
        Assert.That(cli.Training.Asked, Is.Empty);
    }

    [Test]
    public void Results_go_where_the_option_says_or_are_an_error_before_the_work()
    {
        string folder = Path.Combine(cli.Root, "elsewhere"), file = Path.Combine(cli.Root, "file");
        File.WriteAllText(file, "");

        Assert.That(cli.Do("run", "TinyOne", "--profile", "smoke", "--results", file), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines[0], Does.Contain("cannot be written"));
        Assert.That(cli.Training.Asked, Is.Empty);

        cli.Do("run", "TinyOne", "--profile", "smoke", "--results", folder);
        Assert.That(Directory.GetFiles(folder, "verdict.json", SearchOption.AllDirectories), Has.Length.EqualTo(1), cli.Error);
    }

    [Test]
    public void A_command_with_subcommands_shows_its_help()
    {
        Assert.That(cli.Do("runs"), Is.EqualTo(ExitCode.Ok));
        string alone = cli.Out;

        cli.Do("runs", "--help");
        Assert.That(alone, Is.EqualTo(cli.Out).And.Contains("prune"));
    }

    [Test]
    public void An_unexpected_error_shows_its_stack_only_with_verbose()
    {
        cli.Training.Before = _ => throw new InvalidOperationException("a bug\nof two lines");

        Assert.That(cli.Run("TinyOne"), Is.EqualTo(ExitCode.Unexpected));
        Assert.That(cli.ErrorLines, Has.Length.EqualTo(2));
        Assert.That(cli.ErrorLines[0], Is.EqualTo("repdynamics: Unexpected InvalidOperationException: a bug of two lines"));

        Assert.That(cli.Do("run", "TinyOne", "--profile", "smoke", "--verbose"), Is.EqualTo(ExitCode.Unexpected));
        Assert.That(cli.Error, Does.Contain("   at ").And.Contain("StubTraining"));
    }

    [Test]
    public void A_full_disk_points_to_the_doctor_and_a_damaged_registration_is_named()
    {
        cli.Training.Before = _ => throw new IOException("No space left on device");
        Assert.That(cli.Run("TinyOne"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("No space left on device").And.Contain("repdynamics doctor"));

        File.WriteAllText(cli.ProjectLayout.Registration("TinyOne"), "{");
        Assert.That(cli.Run("TinyOne"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(cli.ErrorLines[0], Does.Contain(cli.ProjectLayout.Registration("TinyOne")));
    }
}
