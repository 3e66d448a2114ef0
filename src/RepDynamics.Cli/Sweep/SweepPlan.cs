using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.Studies;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Cli.Sweep;

/// <summary>One run of a sweep.</summary>
/// <param name="Claim">The first of the claims that asks for it.</param>
/// <param name="Condition">A condition of the profile.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Hash">Its recipe's hash, by which the run store knows it.</param>
/// <param name="Regions">Whether its decision regions are measured, as the plan says.</param>
internal sealed record SweepTask(string Claim, string Condition, long Seed, string Hash, bool Regions)
{
    /// <summary>Short, for people.</summary>
    [JsonIgnore]
    public string Name => $"{Condition} seed {Seed}";
}

/// <summary>What a sweep was asked for, and its runs that were missing then: task I of the job array trains the I-th, from 0.</summary>
/// <param name="Format">Of the file; 2.</param>
/// <param name="Claims">The claims to decide at the end.</param>
/// <param name="Profile">The scale.</param>
/// <param name="Device">Where to train.</param>
/// <param name="Regions">How decision regions are measured; null: of no run.</param>
/// <param name="Tasks">Costliest first.</param>
internal sealed record SweepPlan(
    int Format, ImmutableArray<string> Claims, string Profile, string Device, RegionOptions? Regions, ImmutableArray<SweepTask> Tasks)
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The file's text.</summary>
    public string Write() => JsonSerializer.Serialize(this, JsonFormat.Strict) + "\n";

    /// <summary>Reads a plan.</summary>
    /// <exception cref="CommandException">There is none, or it cannot be read.</exception>
    public static SweepPlan Read(string file)
    {
        const string again = "Submit the sweep anew: repdynamics sweep CLAIM... --engine slurm";
        try
        {
            SweepPlan? plan = JsonSerializer.Deserialize<SweepPlan>(File.ReadAllText(file), JsonFormat.Strict);
            if (plan is null || plan.Claims.IsDefault || plan.Tasks.IsDefault) throw new JsonException("it holds no plan");
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

    /// <summary>The recipe of a task: what its claim makes of the profile, which may be other networks and data than the profile's own.</summary>
    /// <param name="claims">Plan the task's claim.</param>
    /// <param name="index">From 0.</param>
    /// <param name="file">The plan's file, for errors.</param>
    /// <exception cref="CommandException">There is no such task, or this program makes another recipe of it than the one that planned.</exception>
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
            throw new CommandException(ExitCode.Attention, $"{file}, tasks[{index}]: {e.Message}", "Run the jobs with the program that planned them.", e);
        }
        Recipe[] found = [.. study.PlannedRuns.Where(run => (run.Condition, run.Seed) == (task.Condition, task.Seed)).Select(run => run.Recipe)];
        if (found is [Recipe recipe] && recipe.Hash() == task.Hash) return recipe;
        string made = found.Length == 0 ? $"no recipe of {task.Name} for {task.Claim}" : $"another recipe of {task.Name} ({found[0].Hash()[..12]})";
        throw new CommandException(
            ExitCode.Attention,
            $"{file}, tasks[{index}].hash: this program makes {made}, the plan has {task.Hash}.",
            "Run the jobs with the program that planned them, or submit the sweep anew.");
    }
}
