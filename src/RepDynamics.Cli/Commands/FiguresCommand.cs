using System.CommandLine;
using RepDynamics.Cli.Progress;
using RepDynamics.Figures;
using RepDynamics.IO;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;
using Profile = RepDynamics.Profiles.Profile;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics figures</c>: the figures of claims for papers, from stored runs.</summary>
internal static class FiguresCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string[]> claims = CommonOptions.Claims();
        Option<string> format = CommonOptions.OneOf(
            ["--format", "-f"], "The format; letters of svg are outlines, those of pdf embedded fonts: both look the same everywhere.", "pdf", "svg", "pdf", "png");
        Option<string> theme = CommonOptions.OneOf(
            ["--theme"], "paper: a column of 5.5 inches, letters of 7 points or more, no titles, which captions take the place of; screen: as in the report.",
            "paper", "paper", "screen");
        Option<string> folder = CommonOptions.Folder("the figures, a folder a claim", "artifacts/figures/PROFILE");
        return new ActionCommand(
            "figures", "Draw the figures of claims from their stored runs, for a paper or a talk. Trains nothing, and changes no results.",
            [claims, common.Profile, common.Device, format, theme, folder], parsed => Draw(
                context, [.. parsed.GetRequiredValue(claims).Distinct()], ClaimCatalogue.ProfileNamed(parsed.GetRequiredValue(common.Profile)),
                parsed.GetRequiredValue(common.Device), parsed.GetRequiredValue(format),
                parsed.GetRequiredValue(theme) == "paper" ? FigureTheme.Paper : FigureTheme.Screen, parsed.GetValue(folder)));
    }

    private static ExitCode Draw(CommandContext context, ImmutableArray<string> ids, Profile profile, string device, string format, FigureTheme theme, string? folder)
    {
        folder ??= Path.Combine(ReportCommand.Folder(context.ProjectLayout, "figures"), profile.Name);
        ClaimStudy[] planned = [.. ids.Select(id => context.Claims.Planned(id, profile))];
        AtomicFile.RequireWritable(folder);
        Recipe[] recipes = [.. ClaimStudy.RecipesOf(planned)];
        RegionChoice regions = ClaimCatalogue.RegionsOf(planned);
        Trained stored = context.Stoppable("No figure was drawn.", stop => context.Training.StoredOnly.Run(recipes, regions, profile.Estimator, device, Waiting, stop));
        var outcomes = stored.Outcomes.ToDictionary(o => o.Recipe.Hash());
        RunOutcome[] missing = [.. outcomes.Values.Where(outcome => outcome.Record is null)];
        if (missing.Length > 0)
        {
            throw new CommandException(
                ExitCode.Attention, $"{Output.Count(missing.Length, "run")} of {recipes.Length} cannot be drawn: {missing[0].Error!.Message}",
                $"repdynamics run {string.Join(' ', ids)} --profile {profile.Name} --device {device} trains what is missing.");
        }
        foreach (ClaimStudy study in planned)
        {
            foreach ((string name, Figure figure) in study.Figures([.. study.Recipes.Select(recipe => outcomes[recipe.Hash()])]))
            {
                string file = Path.Combine(folder, study.Claim, $"{name}.{format}");
                byte[] content = format switch
                {
                    "svg" => figure.ToSvg(theme, outlines: true),
                    "pdf" => figure.ToPdf(theme),
                    _ => figure.ToPng(theme),
                };
                AtomicFile.Write(file, content);
                context.Out.WriteLine(Path.GetFullPath(file));
            }
        }
        return ExitCode.Ok;

        void Waiting(RunEvent what)
        {
            if (what is RunWaiting waiting) context.Error.WriteLine($"{what.Recipe.Title()} waits, {waiting.Why}");
        }
    }
}
