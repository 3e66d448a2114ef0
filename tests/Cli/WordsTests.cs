using RepDynamics.Cli;
using RepDynamics.Cli.Commands;
using RepDynamics.Studies;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Cli;

public class WordsTests
{
    private static readonly string[] Known = ["ViTSync", "SgdPhases", "ViTPhases"];

    [TestCase("ViTSinc", "ViTSync")]
    [TestCase("vitsync", "ViTSync")]
    [TestCase("SgdPhase", "SgdPhases")]
    [TestCase("VitPhases", "ViTPhases")]
    [TestCase("DepthPattern", null)]
    [TestCase("", null)]
    public void Nearest_finds_the_name_of_a_typing_error(string name, string? meant) =>
        Assert.That(Nearest.To(name, Known), Is.EqualTo(meant));

    [Test]
    public void A_paragraph_breaks_between_words()
    {
        Assert.That(Output.Wrap("one two three four", 9), Is.EqualTo(new[] { "one two", "three", "four" }));
        Assert.That(Output.Wrap("incomprehensibly a b", 5), Is.EqualTo(new[] { "incomprehensibly", "a b" }));
    }

    [Test]
    public void Many_seeds_make_a_folder_name_that_a_disk_can_hold()
    {
        ImmutableArray<long> many = [.. Enumerable.Range(0, 200).Select(i => (long)i)];

        string name = Path.GetFileName(Exploration.Folder("results", many));

        Assert.That(name, Has.Length.LessThan(60));
        Assert.That(Exploration.Folder("results", [.. many.Reverse()]), Does.Not.EndWith(name));
        Assert.That(Path.GetFileName(Exploration.Folder("results", [3, 5])), Is.EqualTo("seeds-3-5"));
    }

    [Test]
    public void A_program_within_a_checkout_belongs_to_it()
    {
        using TemporaryFolder checkout = new();
        File.WriteAllText(Path.Combine(checkout.Path, "RepDynamics.sln"), "");
        string program = Directory.CreateDirectory(Path.Combine(checkout.Path, "artifacts", "bin", "x")).FullName;

        var layout = ProjectLayout.Of(program, "/elsewhere");

        Assert.That(layout.Root, Is.EqualTo(checkout.Path));
        Assert.That(layout.Results("cpu", "A"), Is.EqualTo(Path.Combine(checkout.Path, "artifacts", "results", "cpu", "A")));
        Assert.That(layout.Registration("A"), Is.EqualTo(Path.Combine(checkout.Path, "experiments", "registrations", "A.json")));
        Assert.That(layout.Baselines("cpu", "A"), Is.EqualTo(Path.Combine(checkout.Path, "baselines", "cpu", "A")));
    }

    [Test]
    public void A_program_without_a_checkout_has_registrations_beside_it_and_results_in_the_current_folder()
    {
        using TemporaryFolder program = new(), current = new();

        var layout = ProjectLayout.Of(program.Path, current.Path);

        Assert.That(layout.Root, Is.Null);
        Assert.That(layout.Registration("A"), Is.EqualTo(Path.Combine(program.Path, "registrations", "A.json")));
        Assert.That(layout.Results("cpu", "A"), Is.EqualTo(Path.Combine(current.Path, "repdynamics-results", "cpu", "A")));
        Assert.That(layout.Baselines("cpu", "A"), Is.Null);
    }
}
