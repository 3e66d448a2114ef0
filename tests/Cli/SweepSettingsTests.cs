using RepDynamics.Cli;
using RepDynamics.Cli.Sweep;

namespace RepDynamics.Tests.Cli;

public class SweepSettingsTests : FolderFixture
{
    [Test]
    public void Every_field_is_read()
    {
        SweepSettings settings = Read("""
            {
              "partition": "gpu", "account": "p-1", "qos": "long", "gres": "gpu:a100:1", "time": "1-12:00:00", "memory": "16G",
              "cpus": 4, "parallel": 8, "warning": 60, "requeues": 0,
              "container": ["apptainer", "exec", "my image.sif"], "command": ["/shared/rep dynamics/run.sh"],
              "options": ["--constraint=a100", "--exclusive"], "lines": ["module load gcc", ""]
            }
            """);

        Assert.That(
            (settings.Partition, settings.Account, settings.Qos, settings.Gres, settings.Time, settings.Memory),
            Is.EqualTo(("gpu", "p-1", "long", "gpu:a100:1", "1-12:00:00", "16G")));
        Assert.That((settings.Cpus, settings.Parallel, settings.Warning, settings.Requeues), Is.EqualTo((4, (int?)8, 60, 0)));
        Assert.That(settings.Container, Is.EqualTo(new[] { "apptainer", "exec", "my image.sif" }));
        Assert.That(settings.Command, Is.EqualTo(new[] { "/shared/rep dynamics/run.sh" }));
        Assert.That(settings.Options, Is.EqualTo(new[] { "--constraint=a100", "--exclusive" }));
        Assert.That(settings.Lines, Is.EqualTo(new[] { "module load gcc", "" }));
    }

    [Test]
    public void An_empty_file_and_none_have_defaults([Values] bool file)
    {
        SweepSettings settings = file ? Read("{}") : SweepSettings.Of(Folder);

        Assert.That((settings.Partition, settings.Time, settings.Parallel, settings.Cpus), Is.EqualTo(((string?)null, (string?)null, (int?)null, 1)));
        Assert.That(settings.Options, Is.Empty);
    }

    [TestCase("16384", "UNLIMITED")]
    [TestCase("16g", "90")]
    [TestCase("0", "1-0")]
    public void Sizes_and_times_are_those_of_sbatch(string memory, string time)
    {
        SweepSettings settings = Read($$"""{ "memory": "{{memory}}", "time": "{{time}}" }""");

        Assert.That((settings.Memory, settings.Time), Is.EqualTo((memory, time)));
    }

    [TestCase("""{ "partion": "gpu" }""", "field partion: there is no such field.", "Did you mean partition? Known fields: ")]
    [TestCase("""{ "cpus": "many" }""", "field cpus: \"many\" is no whole number from 1 to 4096.", "Example: 1.")]
    [TestCase("""{ "cpus": 0 }""", "field cpus: 0 is no whole number", "")]
    [TestCase("""{ "time": "4 hours" }""", "field time: \"4 hours\" is no time of Slurm", "Example: \"4:00:00\"")]
    [TestCase("""{ "time": "4:00:00\n" }""", "field time: \"4:00:00\\n\" is no time of Slurm", "")]
    [TestCase("""{ "memory": "16GB" }""", "field memory: \"16GB\" is no size", "Example: \"8G\"")]
    [TestCase("""{ "partition": "a b" }""", "field partition: \"a b\" is no name without blanks", "Example: \"gpu\"")]
    [TestCase("""{ "options": "--exclusive" }""", "field options: \"--exclusive\" is no list of texts", "Write [\"--constraint=a100\"].")]
    [TestCase("""{ "options": ["--exclusive", "-N 2"] }""", "field options[1]: \"-N 2\" is no option of sbatch", "Example: \"--constraint=a100\"")]
    [TestCase("""{ "options": ["--array=0-3"] }""", "field options[0]: \"--array=0-3\" is no option of sbatch other than the reserved ones", "")]
    [TestCase("""{ "lines": ["one\ntwo"] }""", "field lines[0]: ", "")]
    [TestCase("""{ "cpus": 1, "cpus": 2 }""", "repdynamics-sweep.json", "each field once")]
    [TestCase("""{ "cpus": 1, }""", "repdynamics-sweep.json, line 1: ", "It must be JSON")]
    [TestCase("""[1]""", "repdynamics-sweep.json: [1] is no object.", "Write { \"partition\"")]
    public void An_invalid_field_is_named_with_its_value_and_a_remedy(string json, string message, string remedy)
    {
        CommandException error = Assert.Throws<CommandException>(() => Read(json))!;

        Assert.That(error.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error.Message, Does.Contain(message).And.StartWith(Path.Combine(Folder, SweepSettings.FileName)));
        Assert.That(error.Remedy, Does.Contain(remedy));
    }

    [TestCase("30", true)]
    [TestCase("4:00:00", true)]
    [TestCase("2-12:30:00", true)]
    [TestCase("UNLIMITED", true)]
    [TestCase("infinite", true)]
    [TestCase("4h", false)]
    [TestCase("1:2:3:4", false)]
    [TestCase("-1", false)]
    public void Times_have_the_format_of_sbatch(string text, bool fits) =>
        Assert.That(() => Read($$"""{ "time": "{{text}}" }"""), fits ? Throws.Nothing : Throws.TypeOf<CommandException>());

    [TestCase("16384", true)]
    [TestCase("16g", true)]
    [TestCase("0", true)]
    [TestCase("016G", false)]
    [TestCase("1.5G", false)]
    [TestCase("-1", false)]
    public void Sizes_have_the_format_of_sbatch(string text, bool fits) =>
        Assert.That(() => Read($$"""{ "memory": "{{text}}" }"""), fits ? Throws.Nothing : Throws.TypeOf<CommandException>());

    private SweepSettings Read(string json)
    {
        File.WriteAllText(Path.Combine(Folder, SweepSettings.FileName), json);
        return SweepSettings.Of(Folder);
    }
}
