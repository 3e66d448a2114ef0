using System.CommandLine;
using System.Text.RegularExpressions;
using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Studies;

namespace RepDynamics.Cli.Commands;

internal static partial class ReportCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Option<string> folder = CommonOptions.Folder("the page, verdicts.json and statistics.csv", "artifacts/report");
        return new ActionCommand(
            "report", "Write a page of all verdicts with their statistics, figures and heat maps, and the statistics as JSON and CSV.",
            [folder, common.OnlyProfile], parsed => Write(context, parsed.GetValue(folder), parsed.GetValue(common.OnlyProfile)));
    }

    private static ExitCode Write(CommandContext context, string? folder, string? profile)
    {
        ReportSource[] sources = [.. Sources(context, claim: null, profile)];
        WrittenReport report = Report.Write(
            folder ?? Folder(context.ProjectLayout, "report"), sources, context.Time.GetUtcNow(), Repository(context.ProjectLayout.Root));
        foreach (string fault in report.Faults) context.Error.WriteLine($"repdynamics: {fault}");
        foreach (string file in (string[])[.. report.Pages, report.Verdicts, report.Statistics])
            context.Out.WriteLine(Path.GetFullPath(file));
        return report.Faults.IsEmpty ? ExitCode.Ok : ExitCode.Attention;
    }

    /// <summary>Returns every claim on every profile it is registered for; profiles that decide come first.</summary>
    internal static IReadOnlyList<ReportSource> Sources(CommandContext context, string? claim, string? profile)
    {
        if (profile is not null) ClaimCatalogue.ProfileNamed(profile);
        Registration[] registrations = [.. claim is null ? context.Claims.Ids.Select(context.Claims.Registration) : [context.Claims.Registration(claim)]];
        ReportSource[] sources =
        [
            .. registrations.SelectMany(registration => registration.Profiles
                .Where(p => profile is null || p.Key == profile)
                .OrderByDescending(p => p.Value.Decides).ThenBy(p => ClaimCatalogue.Place(p.Key))
                .Select(p => new ReportSource(
                    registration, p.Key, context.ProjectLayout.Results(p.Key, registration.Id),
                    context.ProjectLayout.Baselines(p.Key, registration.Id)))),
        ];
        return sources.Length > 0 ? sources : throw new CommandException(
            ExitCode.Usage, $"{claim ?? "No claim"} is {(claim is null ? "" : "not ")}registered for the profile {profile}.", "repdynamics claims lists what there is.");
    }

    // The page of the repository that the checkout was cloned from, if that is on the web.
    private static string? Repository(string? root)
    {
        string config = Path.Combine(root ?? "", ".git", "config");
        return root is not null && File.Exists(config) && Origin().Match(File.ReadAllText(config)) is { Success: true } match ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\[remote ""origin""\][^\[]*?url = (https://[^\s@]+?)(?:\.git)?/?\s*$", RegexOptions.Multiline)]
    private static partial Regex Origin();

    /// <summary>Returns the path of a page when no option names its folder.</summary>
    internal static string Page(ProjectLayout layout, string name) => Path.GetFullPath(Path.Combine(Folder(layout, name), "index.html"));

    /// <summary>Returns the folder of a page when no option names one.</summary>
    internal static string Folder(ProjectLayout layout, string name) => layout.Root is { } root ? Path.Combine(root, "artifacts", name) : $"repdynamics-{name}";
}
