using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli.Sweep;

/// <summary>One run of a sweep.</summary>
/// <param name="Claim">The first claim that needs it.</param>
/// <param name="Name">Condition and seed, and what else distinguishes the run from others of the sweep.</param>
/// <param name="Regions">Whether its decision regions are measured.</param>
/// <param name="Draws">Whether the plane that figures show is measured, too.</param>
internal sealed record SweepTask(string Claim, string Condition, long Seed, string Name, string Hash, bool Regions, bool Draws);

/// <summary>The plan of a sweep: its claims and missing runs. Task I of the job array trains run I, from 0.</summary>
/// <param name="Format">The file format, <see cref="CurrentFormat"/>.</param>
/// <param name="Regions">How decision regions are measured; null if no claim needs them.</param>
/// <param name="Tasks">Costliest first.</param>
internal sealed record SweepPlan(
    int Format, ImmutableArray<string> Claims, string Profile, string Device, RegionOptions? Regions, ImmutableArray<SweepTask> Tasks)
{
    public const int CurrentFormat = 3;

    private const string SameProgram = "Run the jobs with the program that planned them";

    /// <summary>Plans the runs of claims that are not stored, as far as this machine can tell, and counts those that are. A task whose run is stored ends at once.</summary>
    public static (SweepPlan Plan, int Stored) Of(CommandContext context, ImmutableArray<string> ids, Profile profile, string device)
    {
        ClaimStudy[] planned = [.. ids.Select(id => context.Claims.Planned(id, profile))];
        RegionChoice regions = ClaimCatalogue.RegionsOf(planned);
        Recipe[] recipes = [.. ClaimStudy.RecipesOf(planned)];
        List<string> order = [.. recipes.Select(recipe => recipe.Hash())];
        Func<Recipe, string> name = RunNames.Among(recipes);
        SweepTask[] tasks =
        [
            .. planned.SelectMany(study => study.PlannedRuns.Select(run => new SweepTask(
                study.Claim, run.Condition, run.Seed, name(run.Recipe), run.Recipe.Hash(), regions.Wants(run.Recipe), regions.Draws(run.Recipe))))
                .DistinctBy(task => task.Hash).OrderBy(task => order.IndexOf(task.Hash)),
        ];
        IReadOnlySet<string> stored = context.Training.Stored(recipes, regions, profile.Estimator, device);
        foreach (ClaimStudy study in planned) study.Dispose();
        SweepTask[] missing = [.. tasks.Where(task => !stored.Contains(task.Hash))];
        return (new(CurrentFormat, ids, profile.Name, device, regions.Options, [.. missing]), tasks.Length - missing.Length);
    }

    public string Write() => JsonSerializer.Serialize(this, JsonFormat.Strict) + "\n";

    public static SweepPlan Read(string file)
    {
        const string again = "Submit the sweep again: repdynamics sweep CLAIM... --engine slurm";
        try
        {
            SweepPlan? plan = JsonSerializer.Deserialize<SweepPlan>(File.ReadAllText(file), JsonFormat.Strict);
            if (plan is null || plan.Claims.IsDefault || plan.Tasks.IsDefault) throw new JsonException("it contains no plan");
            return plan.Format == CurrentFormat
                ? plan
                : throw new CommandException(ExitCode.Attention, $"{file}, field format: {plan.Format} is not {CurrentFormat}: another version wrote it.", again);
        }
        catch (JsonException e)
        {
            throw new CommandException(ExitCode.Attention, $"{file} is no plan of a sweep: {e.Message}", again, e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCode.Usage, $"There is no plan {file}.", again, e);
        }
    }

    /// <summary>Plans the claim of a task and returns the task's recipe.</summary>
    /// <exception cref="CommandException">There is no such task, or its recipe has another hash in this version of the program.</exception>
    public Recipe Recipe(ClaimCatalogue claims, int index, string file)
    {
        if (index < 0 || index >= Tasks.Length)
            throw new CommandException(ExitCode.Usage, $"--index {index}: {file} has {Tasks.Length} tasks.", $"Give 0 to {Tasks.Length - 1}.");
        SweepTask task = Tasks[index];
        using ClaimStudy study = claims.StudyOf(task.Claim);
        try
        {
            study.Plan(claims.Registration(task.Claim), ClaimCatalogue.ProfileNamed(Profile));
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Attention, $"{file}, tasks[{index}]: {e.Message}", $"{SameProgram}.", e);
        }
        Recipe[] found = [.. study.PlannedRuns.Where(run => (run.Condition, run.Seed) == (task.Condition, task.Seed)).Select(run => run.Recipe)];
        if (found is [Recipe recipe] && recipe.Hash() == task.Hash) return recipe;
        string made = found.Length == 0 ? $"no recipe of {task.Name} for {task.Claim}" : $"another recipe of {task.Name} ({found[0].Hash()[..12]})";
        throw new CommandException(
            ExitCode.Attention, $"{file}, tasks[{index}].hash: this program makes {made}, the plan has {task.Hash}.", $"{SameProgram}, or submit the sweep again.");
    }
}
