using System.Text.RegularExpressions;

namespace RepDynamics.Tests.Documentation;

/// <summary>A command that a document shows is one that continuous integration runs.</summary>
public partial class CommandTests
{
    private static readonly string Integration = File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run"));

    [TestCase("README.md")]
    [TestCase("CONTRIBUTING.md")]
    [TestCase("docs/" + "baselines.md")]
    [TestCase("docs/" + "cluster.md")]
    [TestCase("docs/" + "command.md")]
    [TestCase("docs/" + "speed.md")]
    public void Every_command_shown_is_run_by_continuous_integration(string document)
    {
        string[] commands =
        [
            .. ShellBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
                .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(line => line.Split("#")[0].Split("&&", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];

        Assert.That(commands, Is.Not.Empty);
        Assert.That(commands, Has.All.Matches<string>(IsRun));
        Assert.That(IsRun("dotnet test --filter Claim=Forgotten"), Is.False, "a command that is not run is noticed");
    }

    private static bool IsRun(string command) => Integration.Split('\n').Any(line => line.TrimEnd().EndsWith(command, StringComparison.Ordinal) || line.StartsWith(command + " ||", StringComparison.Ordinal));

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
