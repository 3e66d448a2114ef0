using System.CommandLine;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics runs</c>: what is kept.</summary>
internal static class RunsCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Build(CommandContext context) => new("runs", "Look after the runs that are kept.")
    {
        RunsListCommand.Build(context),
        RunsSizeCommand.Build(context),
        RunsVerifyCommand.Build(context),
        RunsPruneCommand.Build(context),
    };

    /// <summary>A number with what it counts: <c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Count(int count, string singular) => $"{count} {singular}{(count == 1 ? "" : "s")}";
}
