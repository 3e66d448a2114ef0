using System.CommandLine;
using RepDynamics.Reports;

namespace RepDynamics.Cli.Commands;

internal static class ReportCommand
{
    public static Command Build(CommandContext context)
    {
        Option<string> folder = CommonOptions.Folder("the page, verdicts.json and statistics.csv", "artifacts/report");
        Option<string> profile = CommonOptions.OnlyProfile();
        Command command = new("report", "Write a page of all verdicts with their statistics, figures and heat maps, and the statistics as JSON and CSV.")
        {
            folder, profile,
        };
        command.SetAction(parsed => (int)Write(context, parsed.GetValue(folder), parsed.GetValue(profile)));
        return command;
    }

    private static ExitCode Write(CommandContext context, string? folder, string? profile)
    {
        ReportSource[] sources = [.. ReportSources.Of(context, claim: null, profile)];
        WrittenReport report = Report.Write(folder ?? ReportSources.Folder(context.ProjectLayout, "report"), sources, context.Time.GetUtcNow());
        foreach (string fault in report.Faults) context.Error.WriteLine($"repdynamics: {fault}");
        foreach (string file in (string[])[report.Page, report.Verdicts, report.Statistics])
            context.Out.WriteLine(Path.GetFullPath(file));
        return report.Faults.IsEmpty ? ExitCode.Ok : ExitCode.Attention;
    }
}
