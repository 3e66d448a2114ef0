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

    [TestCase("""{ "partion": "gpu" }""", "field partion: there is no such field.", "Did you mean partition? Known fields: ")]
    [TestCase("""{ "cpus": "many" }""", "field cpus: \"many\" is no whole number from 1 to 4096.", "Example: 1.")]
    [TestCase("""{ "cpus": 0 }""", "field cpus: 0 is no whole number", "")]
    [TestCase("""{ "time": "4:00:00\n" }""", "field time: \"4:00:00\\n\" is no time of Slurm", "Example: \"4:00:00\"")]
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

    [TestCase("time", "30 4:00:00 2-12:30:00 1-0 UNLIMITED infinite", "4h 1:2:3:4 -1")]
    [TestCase("memory", "16384 16g 0", "016G 1.5G 16GB -1")]
    public void Times_and_sizes_have_the_format_of_sbatch(string field, string fitting, string others)
    {
        foreach (string text in fitting.Split(' ')) Assert.That(() => Read($$"""{ "{{field}}": "{{text}}" }"""), Throws.Nothing, text);
        foreach (string text in others.Split(' ')) Assert.That(() => Read($$"""{ "{{field}}": "{{text}}" }"""), Throws.TypeOf<CommandException>(), text);
    }

    private SweepSettings Read(string json)
    {
        File.WriteAllText(Path.Combine(Folder, SweepSettings.FileName), json);
        return SweepSettings.Of(Folder);
    }
}
