using System.CommandLine;
using RepDynamics.IO;
using RepDynamics.Runs;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics runs size</c>.</summary>
internal static class RunsSizeCommand
{
    /// <summary>The command.</summary>
    public static Command Build(CommandContext context)
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("size", "Tell how much the kept runs take, by kind.") { json };
        command.SetAction(parsed =>
        {
            RunStore store = context.Store();
            int runs = store.List().Count;
            StoreSize size = store.Size();
            if (parsed.GetValue(json)) JsonOutput.Write(context.Out, new { store.Root, Runs = runs, Bytes = size });
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
            ("left by a prune cut off", size.Trash),
            ("all", size.Total),
        ];
        output.WriteLine($"{RunsCommand.Count(runs, "run")} in {root}");
        foreach (string line in Columns.Lines([.. kinds.Select(k => (string[])[k.Kind, ByteSize.Text(k.Bytes)])], 1)) output.WriteLine($"  {line}");
    }
}
