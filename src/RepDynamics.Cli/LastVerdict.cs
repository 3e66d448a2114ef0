using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Cli;

/// <summary>The latest verdict on a claim: that of the latest run on this machine or, without one, the accepted one.</summary>
/// <param name="Outcome">The decision; null when the file is damaged.</param>
/// <param name="Date">When it was decided; null when the file is damaged.</param>
/// <param name="Source"><c>run</c> or <c>baseline</c>.</param>
/// <param name="File">The file of the verdict.</param>
/// <param name="Fault">What is wrong with the file, if anything.</param>
internal sealed record LastVerdict(Outcome? Outcome, DateTimeOffset? Date, string Source, string File, string? Fault)
{
    /// <summary>The last verdict; null when there is none.</summary>
    public static LastVerdict? Of(ProjectLayout layout, string claim, string profile)
    {
        string run = Path.Combine(layout.Results(profile, claim), ClaimResults.VerdictFileName);
        if (System.IO.File.Exists(run)) return Read(run, "run");
        string? accepted = layout.Baselines(profile, claim) is { } folder ? Path.Combine(folder, AcceptedVerdict.FileName) : null;
        return System.IO.File.Exists(accepted) ? Read(accepted, "baseline") : null;
    }

    private static LastVerdict Read(string file, string source)
    {
        try
        {
            Verdict verdict = VerdictFile.Read(file);
            return new(verdict.Outcome, verdict.Date, source, file, null);
        }
        catch (ClaimFileException e)
        {
            return new(null, null, source, file, e.Message);
        }
    }
}
