using System.Collections.Immutable;
using System.CommandLine;

namespace RepDynamics.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Build(CommandContext context)
    {
        Option<string> device = CommonOptions.Device();
        Option<bool> json = CommonOptions.Json();
        Command command = new("doctor", "Check everything that runs need on this machine, with a remedy for what is missing.") { device, json };
        command.SetAction(parsed => (int)Examine(context, parsed.GetRequiredValue(device), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Examine(CommandContext context, string device, bool json)
    {
        ImmutableArray<Finding> findings = Diagnostics.Of(device, context.Store(), context.ProjectLayout.Results("", ""));
        bool bad = findings.Any(f => f.Health == Health.Bad);
        if (json) Output.Json(context.Out, new { Healthy = !bad, Findings = findings });
        else Write(context.Out, findings);
        return bad ? ExitCode.Attention : ExitCode.Ok;
    }

    private static void Write(TextWriter output, ImmutableArray<Finding> findings)
    {
        int column = findings.Max(f => f.Subject.Length);
        foreach (Finding finding in findings)
        {
            string mark = finding.Health switch { Health.Good => "ok  ", Health.Note => "note", _ => "BAD " };
            output.WriteLine($"{mark}  {finding.Subject.PadRight(column)}  {finding.Found}");
            if (finding.Remedy is not null) output.WriteLine($"{new string(' ', column + 8)}{finding.Remedy}");
        }
    }
}
