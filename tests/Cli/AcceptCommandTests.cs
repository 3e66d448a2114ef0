using RepDynamics.Cli;
using RepDynamics.Studies;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Cli;

public class AcceptCommandTests : CliTests
{
    private static readonly string[] Whole =
        ["curve.ResNet-SGD.verified.png", "curve.ViT-SGD.verified.png", "numbers.verified.txt", "sensitivity.verified.json", "verdict.verified.json"];

    [SetUp]
    public void RunOnce() => cli.Run("TinyOne");

    private string Baseline => cli.Baseline("TinyOne");

    [Test]
    public void A_first_baseline_is_made_of_everything()
    {
        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Ok));

        Assert.That(Files(), Is.EqualTo(Whole));
        Assert.That(cli.Out, Does.Contain("added    numbers.txt").And.Contain("added    verdict.json: Reproduced, SGD 0.711"));
        Assert.That(
            File.ReadAllBytes(Path.Combine(Baseline, Whole[1])),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(cli.Results("TinyOne"), "curve.ViT-SGD.png"))));
        byte[] numbers = File.ReadAllBytes(Path.Combine(Baseline, Whole[2]));
        Assert.That(numbers[..3], Is.EqualTo(new byte[] { 0xEF, 0xBB, 0xBF }), "as Verify writes it");
    }

    [Test]
    public void Accepting_twice_changes_nothing_even_after_another_run()
    {
        Accept("--yes");
        byte[] verdict = File.ReadAllBytes(Path.Combine(Baseline, Whole[3]));
        cli.Run("TinyOne");

        Assert.That(Accept(), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain("the baseline already has these results"));
        Assert.That(File.ReadAllBytes(Path.Combine(Baseline, Whole[3])), Is.EqualTo(verdict));
    }

    [Test]
    public void A_decision_that_changes_while_no_number_does_can_be_accepted()
    {
        Accept("--yes");
        cli.Register("TinyOne", parts: """{ "name": "SGD", "minuend": "ViT-SGD", "subtrahend": "ResNet-SGD", "margin": 0.75 }""");
        cli.Run("TinyOne");
        Assert.That(cli.Out, Does.Contain("verdict.json changed"));

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain("changed  verdict.json: was Reproduced, SGD 0.711, is Inconclusive, SGD 0.711"));
    }

    [Test]
    public void Accept_prints_the_size_of_each_change()
    {
        Accept("--yes");
        RunOtherwise();

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain("changed  numbers.txt: 12 of 24 numbers differ, by 0.603 at most"));
        Assert.That(cli.Out, Does.Match("changed  curve.ViT-SGD.png: figure differs: .*colour difference"));
        Assert.That(cli.Out, Does.Contain("changed  verdict.json: was Reproduced, SGD 0.711, is Reproduced, SGD 0.111"));
        Assert.That(cli.Out, Does.Not.Contain("curve.ResNet-SGD.png"), "it is the same");
        string page = Path.Combine(cli.Root, "artifacts", "diff", "index.html");
        Assert.That(cli.Out, Does.Contain($"Page: {page}"));
        Assert.That(File.ReadAllText(page), Does.Contain("curve.ViT-SGD.png").And.Contain("<del>"));
        Assert.That(Accept(), Is.EqualTo(ExitCode.Ok), "nothing is left to accept");
    }

    [Test]
    public void A_figure_that_is_no_longer_drawn_is_removed_and_what_tests_left_is_settled()
    {
        Accept("--yes");
        string[] extra = ["old.verified.png", "numbers.received.txt", "curve.ViT-SGD.received.difference.png"];
        foreach (string file in extra) File.Copy(Path.Combine(Baseline, Whole[0]), Path.Combine(Baseline, file));

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain("removed  old.png"));
        Assert.That(Files(), Is.EqualTo(Whole));
    }

    [TestCase("y", true)]
    [TestCase("", false)]
    public void On_a_terminal_it_asks(string answer, bool accepted)
    {
        cli.Answer = answer;

        Assert.That(Accept(), Is.EqualTo(accepted ? ExitCode.Ok : ExitCode.Attention));

        Assert.That(cli.Out, Does.Contain("Accept? [y/N]"));
        Assert.That(Files(), accepted ? Is.EqualTo(Whole) : Is.Empty);
    }

    [Test]
    public void Without_a_terminal_it_shows_and_asks_for_yes()
    {
        Assert.That(Accept(), Is.EqualTo(ExitCode.Usage));

        Assert.That(cli.Out, Does.Contain("added    numbers.txt"));
        Assert.That(cli.Error, Does.Contain("Nothing was accepted").And.Contain("--yes"));
        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public void A_file_that_cannot_be_replaced_leaves_every_other_whole_and_accepting_again_ends_it()
    {
        Accept("--yes");
        RunOtherwise();
        string obstacle = Path.Combine(Baseline, "curve.ViT-SGD.verified.png");
        string verdict = Path.Combine(Baseline, "verdict.verified.json"), before = File.ReadAllText(verdict);
        File.Delete(obstacle);
        Directory.CreateDirectory(Path.Combine(obstacle, "inside"));

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Attention));

        Assert.That(File.ReadAllText(verdict), Is.EqualTo(before), "the verdict comes last");
        Assert.That(Directory.GetFiles(Baseline, "*.part"), Is.Empty);

        Directory.Delete(obstacle, recursive: true);
        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Ok));
        Assert.That(Files(), Is.EqualTo(Whole));
        Assert.That(File.ReadAllText(verdict), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_damaged_baseline_is_replaced()
    {
        Accept("--yes");
        File.WriteAllText(Path.Combine(Baseline, "curve.ViT-SGD.verified.png"), "no picture");
        File.WriteAllText(Path.Combine(Baseline, "verdict.verified.json"), "{");

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Contain("the baseline's file is no readable PNG").And.Contain("the baseline's is damaged"));
        Assert.That(Accept(), Is.EqualTo(ExitCode.Ok));
    }

    [TestCase("numbers.txt")]
    [TestCase("figures.txt")]
    public void Results_that_are_not_whole_are_refused(string missing)
    {
        foreach (string file in Directory.GetFiles(cli.Results("TinyOne"), missing)) File.Delete(file);

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines[0], Does.Contain("incomplete"));
        Assert.That(cli.ErrorLines[1], Does.Contain("repdynamics run TinyOne --profile smoke"));
    }

    [Test]
    public void A_figure_that_was_cut_off_is_an_error_that_names_it()
    {
        Accept("--yes");
        string figure = Path.Combine(cli.Results("TinyOne"), "curve.ViT-SGD.png");
        File.WriteAllBytes(figure, File.ReadAllBytes(figure)[..200]);

        Assert.That(cli.Do("diff", "TinyOne"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines[0], Does.Contain(figure).And.Not.Contain("Unexpected"));
    }

    [Test]
    public void Values_of_runs_that_an_interrupted_acceptance_left_out_are_copied_and_claims_that_share_changed_ones_are_named()
    {
        cli.Run("TinyOne", "TinyTwo");
        Accept("--yes");
        cli.Accept("TinyTwo");
        string values = Path.Combine(Path.GetDirectoryName(Baseline)!, "runs");
        Directory.Delete(values, recursive: true);
        Assert.That(Accept(), Is.EqualTo(ExitCode.Ok));
        Assert.That(Directory.GetFiles(values), Has.Length.EqualTo(6));

        RunOtherwise();
        Accept("--yes");

        Assert.That(cli.Out, Does.Match(@"accept\s+them:\s+TinyTwo\."));

        // The run of TinyOne has replaced the values that the verdict of TinyTwo was computed from.
        Assert.That(cli.Accept("TinyTwo"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("rests on other values").And.Contain(".safetensors.gz was replaced").And.Contain("repdynamics run TinyTwo"));
    }

    [Test]
    public void Results_of_another_revision_or_claim_are_refused()
    {
        cli.Register("TinyOne", revision: 2);

        Assert.That(Accept("--yes"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("revision 1").And.Contain("revision 2"));

        Directory.Move(cli.Results("TinyOne"), cli.Results("TinyTwo"));

        Assert.That(cli.Accept("TinyTwo"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("is of TinyOne on smoke, not of TinyTwo on smoke"));
    }

    [Test]
    public void Without_a_checkout_there_is_nothing_to_accept_into()
    {
        using TemporaryFolder folder = new();
        using CliFixture installed = new() { ProjectLayout = ProjectLayout.Of(folder.Path, folder.Path) };
        Directory.CreateDirectory(Path.Combine(folder.Path, "registrations"));
        File.Copy(cli.ProjectLayout.Registration("TinyOne"), installed.ProjectLayout.Registration("TinyOne"));

        Assert.That(installed.Run("TinyOne"), Is.EqualTo(ExitCode.Ok));
        Assert.That(File.Exists(Path.Combine(folder.Path, "repdynamics-results", "smoke", "TinyOne", "verdict.json")), Is.True);

        Assert.That(installed.Accept("TinyOne"), Is.EqualTo(ExitCode.Usage));
        Assert.That(installed.Error, Does.Contain("There is no checkout with baselines"));
        Assert.That(installed.Out, Does.Not.Contain("repdynamics accept"), "which would fail");
        Assert.That(installed.Do("claims", "--markdown", installed.ProjectLayout.Registration("TinyOne")), Is.EqualTo(ExitCode.Usage));
    }

    private ExitCode Accept(params string[] options) => cli.Do(["accept", "TinyOne", "--profile", "smoke", .. options]);

    private void RunOtherwise()
    {
        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? 0.3 + 0.001 * recipe.Seed + (recipe.Seed == 11 ? 0.001 : 0) : 0.2;
        cli.Run("TinyOne");
    }

    private string[] Files() => !Directory.Exists(Baseline)
        ? []
        : [.. Directory.GetFiles(Baseline).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
}
