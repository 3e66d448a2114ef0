using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Studies;

namespace RepDynamics.Cli;

/// <summary>The claims and profiles of a page, and its default folder.</summary>
internal static class ReportSources
{
    /// <summary>Returns every claim on every profile it is registered for; profiles that decide come first.</summary>
    /// <param name="context">Where claims, results and baselines are.</param>
    /// <param name="claim">Only this claim; null: all.</param>
    /// <param name="profile">Only this profile; null: all.</param>
    /// <exception cref="CommandException">There is no such claim or profile, or the one is not registered for the other.</exception>
    public static IReadOnlyList<ReportSource> Of(CommandContext context, string? claim, string? profile)
    {
        if (profile is not null) ClaimCatalogue.ProfileNamed(profile);
        Registration[] registrations =
        [
            .. claim is null ? context.Claims.Ids.Select(context.Claims.Registration) : [context.Claims.Registration(claim)],
        ];
        ReportSource[] sources =
        [
            .. registrations.SelectMany(registration => registration.Profiles
                .Where(p => profile is null || p.Key == profile)
                .OrderByDescending(p => p.Value.Decides)
                .Select(p => new ReportSource(
                    registration, p.Key, context.ProjectLayout.Results(p.Key, registration.Id),
                    context.ProjectLayout.Baselines(p.Key, registration.Id)))),
        ];
        return sources.Length > 0 ? sources : throw new CommandException(
            ExitCode.Usage, $"{claim ?? "No claim"} is {(claim is null ? "" : "not ")}registered for the profile {profile}.", "repdynamics claims lists what there is.");
    }

    /// <summary>Returns the folder of a page when no option names one.</summary>
    /// <param name="layout">The checkout, if there is one.</param>
    /// <param name="name">The folder's name.</param>
    public static string Folder(ProjectLayout layout, string name) =>
        layout.Root is { } root ? Path.Combine(root, "artifacts", name) : $"repdynamics-{name}";
}
