using System.CommandLine;
using RepDynamics.IO;
using RepDynamics.Store;

namespace RepDynamics.Cli.Commands;

internal static class RunsVerifyCommand
{
    // Interval of progress lines: a store of gigabytes takes minutes.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context)
    {
        Argument<string[]> names = new("RUN")
        {
            Description = "Names of runs, as listed by repdynamics runs list; by default all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        CommonOptions.RefuseOptions(names);
        Option<bool> json = CommonOptions.Json();
        Command command = new("verify", "Compare every file of the stored runs with its SHA-256. Changes nothing.") { names, json };
        command.SetAction(parsed => (int)Verify(context, parsed.GetValue(names) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Verify(CommandContext context, string[] selected, bool json)
    {
        RunStore store = context.Store();
        IReadOnlyList<string> known = store.Names();
        if (selected.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            string nearest = Nearest.To(unknown, known) is { } near ? $"Did you mean {near}? " : "";
            throw new CommandException(ExitCode.Usage, $"There is no run '{unknown}' in {store.Root}.", $"{nearest}repdynamics runs list shows all.");
        }
        List<RunCheck> checks = [];
        string[] names = selected.Length > 0 ? [.. selected.Distinct()] : [.. known];
        long reported = context.Time.GetTimestamp();
        foreach (string name in names)
        {
            if (context.Time.GetElapsedTime(reported) >= Interval)
            {
                reported = context.Time.GetTimestamp();
                context.Error.WriteLine($"{checks.Count} of {names.Length} checked, {ByteSize.Text(checks.Sum(c => c.Bytes))}");
            }
            if (Check(store, name) is { } check) checks.Add(check);
        }
        bool sound = checks.All(c => c.Sound);
        if (json) Output.Json(context.Out, new { store.Root, Sound = sound, Runs = checks });
        else Write(context.Out, store.Root, checks);
        return sound ? ExitCode.Ok : ExitCode.Attention;
    }

    // Null if the run was removed meanwhile; an unreadable run is a finding.
    private static RunCheck? Check(RunStore store, string name)
    {
        try
        {
            return store.Verify(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(name, Complete: false, 0, 0, [new("", $"cannot be read: {e.Message}")]);
        }
    }

    private static void Write(TextWriter output, string root, List<RunCheck> checks)
    {
        RunCheck[] unsound = [.. checks.Where(c => !c.Sound)];
        foreach (RunCheck check in unsound)
        {
            output.WriteLine(check.Run);
            foreach (RunFinding finding in check.Findings) output.WriteLine($"  {finding.Path} {finding.Problem}".TrimEnd());
        }
        string checkedFiles =
            $"{Output.Count(checks.Count, "run")}, {Output.Count(checks.Sum(c => c.Files), "file")}, "
            + $"{ByteSize.Text(checks.Sum(c => c.Bytes))} in {root}";
        output.WriteLine(unsound.Length == 0 ? $"{checkedFiles}: all match their manifests." : $"{checkedFiles}: {unsound.Length} damaged.");
        if (unsound.Length > 0)
            output.WriteLine("The next repdynamics run that needs them moves these files to quarantine and makes the missing ones again.");
    }
}
