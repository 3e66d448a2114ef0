using System.CommandLine;
using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Reports;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics report</c>.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Build(CommandContext surroundings)
    {
        Option<string> folder = CommonOptions.Folder("the page, verdicts.json and statistics.csv", "artifacts/report");
        Option<string> profile = CommonOptions.OnlyProfile();
        Command command = new("report", "Write a page of all verdicts with their statistics, figures and heat maps, and the same as JSON and CSV.")
        {
            folder, profile,
        };
        command.SetAction(parsed => (int)Write(surroundings, parsed.GetValue(folder), parsed.GetValue(profile)));
        return command;
    }

    private static ExitCode Write(CommandContext surroundings, string? folder, string? profile)
    {
        ReportSource[] sources = [.. ReportSources.Of(surroundings, claim: null, profile)];
        WrittenReport report = Report.Write(folder ?? ReportSources.Folder(surroundings.ProjectLayout, "report"), sources, surroundings.Time.GetUtcNow());
        foreach (string fault in report.Faults) surroundings.Error.WriteLine($"repdynamics: {fault}");
        foreach (string file in (string[])[report.Page, report.Verdicts, report.Statistics])
            surroundings.Out.WriteLine(Path.GetFullPath(file));
        return report.Faults.IsEmpty ? ExitCode.Ok : ExitCode.Attention;
    }
}
