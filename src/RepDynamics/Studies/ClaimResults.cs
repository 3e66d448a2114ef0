using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Runs;

namespace RepDynamics.Studies;

/// <summary>What came out about one claim, and where it was written.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Outcomes">How every run ended, in the order of <see cref="ClaimStudy.Recipes"/>.</param>
/// <param name="Folder">Holds the verdict, the numbers and the figures, all of the same runs.</param>
/// <remarks>Until it is disposed no other process writes into the folder.</remarks>
public sealed record ClaimResults(Verdict Verdict, IReadOnlyList<RunOutcome> Outcomes, string Folder) : IDisposable
{
    private readonly ResultsLock held = ResultsLock.Of(Folder);

    /// <summary>The name of the verdict's file in a folder of results.</summary>
    public const string VerdictFileName = "verdict.json";

    /// <summary>The name of the numbers' file in a folder of results.</summary>
    public const string NumbersFileName = "numbers.txt";

    /// <summary>Path of the verdict.</summary>
    public string VerdictFile => Path.Combine(Folder, VerdictFileName);

    /// <summary>Path of the numbers.</summary>
    public string NumbersFile => Path.Combine(Folder, NumbersFileName);

    /// <summary>Path of what the report draws by itself.</summary>
    public string EvidenceFile => Path.Combine(Folder, Reports.EvidenceFile.FileName);

    /// <summary>Whether every run came to its end; without that there are no numbers and no figures.</summary>
    public bool Complete => Outcomes.All(o => o.Record is not null);

    /// <summary>The runs that failed, each with its error, in words.</summary>
    public ImmutableArray<string> Failures =>
        [.. Outcomes.Where(o => o.Error is not null).Select(o => $"{o.Recipe.Name()} failed: {o.Error!.Message}")];

    /// <summary>Makes the folder, and removes from it what an earlier verdict left.</summary>
    internal void Clear()
    {
        Directory.CreateDirectory(Folder);
        File.Delete(VerdictFile);
        File.Delete(NumbersFile);
        File.Delete(Path.Combine(Folder, Variation.FileName));
        File.Delete(EvidenceFile);
        foreach (string figure in Directory.GetFiles(Folder, "*.png")) File.Delete(figure);
    }

    /// <summary>Lets others write into the folder.</summary>
    public void Dispose() => held.Dispose();
}
