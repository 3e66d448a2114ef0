using System.Text;
using RepDynamics.Cli;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

public class FiguresCommandTests : CliTests
{
    [TestCase("svg", "<svg")]
    [TestCase("pdf", "%PDF-")]
    [TestCase("png", "\u0089PNG")]
    public void Figures_of_stored_runs_are_drawn_in_a_format(string format, string begins)
    {
        string folder = Path.Combine(cli.Root, "out");

        Assert.That(cli.Do("figures", "TinyOne", "--profile", "smoke", "--format", format, "--out", folder), Is.EqualTo(ExitCode.Ok), cli.Error);

        string[] files = Directory.GetFiles(Path.Combine(folder, "TinyOne"));
        Assert.That(cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Is.EquivalentTo(files));
        Assert.That(files.Select(Path.GetFileName), Does.Contain($"curve.ViT-SGD.{format}"));
        Assert.That(files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))), Has.All.StartsWith(begins));
        Assert.That(Path.Exists(cli.Results("TinyOne")), Is.False, "results stay as they are");
    }

    [Test]
    public void By_default_figures_are_for_paper()
    {
        Assert.That(cli.Do("figures", "TinyOne", "-p", "smoke", "-f", "svg"), Is.EqualTo(ExitCode.Ok), cli.Error);
        string paper = File.ReadAllText(Path.Combine(cli.Root, "artifacts", "figures", "smoke", "TinyOne", "curve.ViT-SGD.svg"));
        Assert.That(cli.Do("figures", "TinyOne", "-p", "smoke", "-f", "svg", "--theme", "screen"), Is.EqualTo(ExitCode.Ok), cli.Error);
        string screen = File.ReadAllText(Path.Combine(cli.Root, "artifacts", "figures", "smoke", "TinyOne", "curve.ViT-SGD.svg"));

        Assert.That(paper, Does.Contain("pt\"").And.Not.Contain("<text"));
        Assert.That(screen, Does.Not.Contain("pt\""));
    }

    [TestCase("--format", "eps", "svg")]
    [TestCase("--theme", "poster", "paper")]
    [TestCase("--profile", "paper", "smoke")]
    public void A_value_that_there_is_not_lists_those_there_are(string option, string value, string known)
    {
        Assert.That(cli.Do("figures", "TinyOne", option, value), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain(value).And.Contains(known));
    }

    [Test]
    public void Runs_that_are_missing_name_the_command_that_trains_them()
    {
        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? throw new DivergenceException("not stored") : 0.2;

        Assert.That(cli.Do("figures", "TinyOne", "-p", "smoke"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("cannot be drawn").And.Contains("repdynamics run TinyOne --profile smoke"));
    }
}
