using System.CommandLine;
using RepDynamics.IO;
using RepDynamics.Store;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics runs</c>: the stored runs.</summary>
internal static class RunsCommand
{
    public static Command Build(CommandContext context) => new("runs", "Manage stored runs.")
    {
        RunsListCommand.Build(context),
        Size(context),
        RunsVerifyCommand.Build(context),
        RunsPruneCommand.Build(context),
    };

    private static Command Size(CommandContext context)
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("size", "Show the size of stored runs, by kind.") { json };
        command.SetAction(parsed =>
        {
            RunStore store = context.Store();
            int runs = store.List().Count;
            StoreSize size = store.Size();
            if (parsed.GetValue(json)) Output.Json(context.Out, new { store.Root, Runs = runs, Bytes = size });
            else Write(context.Out, store.Root, runs, size);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static void Write(TextWriter output, string root, int runs, StoreSize size)
    {
        (string Kind, long Bytes)[] kinds =
        [
            ("snapshots", size.Snapshots),
            ("measures", size.Measures),
            ("resume points", size.Resume),
            ("recipes, metrics, manifests", size.Other),
            ("quarantine", size.Quarantine),
            ("left by an interrupted prune", size.Trash),
            ("all", size.Total),
        ];
        output.WriteLine($"{Output.Count(runs, "run")} in {root}");
        Output.Columns(output, [.. kinds.Select(k => (string[])[$"  {k.Kind}", ByteSize.Text(k.Bytes)])], 1);
    }
}
