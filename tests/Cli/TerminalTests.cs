using System.Diagnostics;
using RepDynamics.Cli;
using RepDynamics.Store;

namespace RepDynamics.Tests.Cli;

/// <summary>The command on a pseudo-terminal, which the program <c>script</c> makes.</summary>
[Category("Slow")]
public class TerminalTests : FolderFixture
{
    private const string Script = "/usr/bin/script";

    [TestCase("xterm", true)]
    [TestCase("dumb", false)]
    [TestCase("", false)]
    public void A_terminal_without_cursor_control_gets_plain_lines(string term, bool live)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Script)) Assert.Ignore($"There is no {Script} of util-linux.");
        string command = $"dotnet '{Path.Combine(Repository.Built("Command"), "RepDynamics.Cli.dll")}' run ViTSync --profile smoke --stored --results '{In("results")}'";
        ProcessStartInfo start = new(Script, ["-qec", command, "/dev/null"]);
        start.Environment["TERM"] = term;
        start.Environment[RunStore.FolderVariable] = In("runs");

        var ended = EndedProcess.Of(start);

        Assert.That(ended.Exit, Is.EqualTo((int)ExitCode.RunFailed), ended.Output);
        Assert.That(ended.Output.Contains('\u001b', StringComparison.Ordinal), Is.EqualTo(live));
        Assert.That(ended.Output, Does.Contain("ViT-SGD seed 10").And.Contain("ViTSync on smoke: not decided"));
    }
}
