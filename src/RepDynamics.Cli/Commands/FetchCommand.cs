using System.CommandLine;
using RepDynamics.Cli.Progress;
using RepDynamics.Downloads;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics fetch</c>: downloads a data set.</summary>
internal static class FetchCommand
{
    private const string Cifar10 = "cifar10";

    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string> set = new("DATASET") { Description = $"The data set: {Cifar10}." };
        CommonOptions.RefuseOptions(set);
        Option<string?> from = new("--from") { Description = "Another address of the archive, or its file. Its SHA-256 must be the same.", HelpName = "URL|FILE" };
        return new ActionCommand(
            "fetch", "Download a data set, check it, and put it where runs read it.",
            [set, from, common.Json], parsed => Fetch(context, parsed.GetRequiredValue(set), parsed.GetValue(from), parsed.GetValue(common.Json)));
    }

    private static ExitCode Fetch(CommandContext context, string set, string? from, bool json)
    {
        if (set != Cifar10) throw CommandException.Unknown("data set", set, [Cifar10]);
        Fetched fetched;
        using (FetchDisplay display = new(context.Error, context.OutIsTerminal && !json, context.Time))
        {
            fetched = context.Stoppable(
                "Nothing is kept of the download: start it again.", stop => context.Fetch(display.Take).RunAsync(from, stop).GetAwaiter().GetResult());
        }
        if (json) Output.Json(context.Out, fetched);
        else context.Out.WriteLine($"CIFAR-10 is {(fetched.WasThere ? "there already, by the sizes of its files" : "complete")}: {fetched.Folder}");
        return ExitCode.Ok;
    }
}
