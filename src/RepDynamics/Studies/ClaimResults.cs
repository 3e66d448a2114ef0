using RepDynamics.Claims;
using RepDynamics.Runs;
using RepDynamics.Store;

namespace RepDynamics.Studies;

/// <summary>The results of one claim and their folder.</summary>
/// <param name="Outcomes">The outcome of every run, in the order of <see cref="ClaimStudy.Recipes"/>.</param>
/// <param name="Folder">The folder of verdict, numbers and figures, all of the same runs.</param>
/// <remarks>The folder is locked against other processes until this is disposed.</remarks>
public sealed record ClaimResults(Verdict Verdict, IReadOnlyList<RunOutcome> Outcomes, string Folder) : IDisposable
{
    private readonly FileStream held = Lock(Folder);

    /// <summary>The name of the verdict's file in a folder of results.</summary>
    public const string VerdictFileName = "verdict.json";

    /// <summary>The name of the numbers' file in a folder of results.</summary>
    public const string NumbersFileName = "numbers.txt";

    /// <summary>The name of the file that lists the figures, one a line. It is written after the last of them: without it, drawing was interrupted.</summary>
    public const string FiguresFileName = "figures.txt";

    /// <summary>Whether a folder has the numbers and all figures of its verdict.</summary>
    public static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, NumbersFileName)) && File.Exists(Path.Combine(folder, FiguresFileName));

    /// <summary>Path of the verdict.</summary>
    public string VerdictFile => Path.Combine(Folder, VerdictFileName);

    /// <summary>Whether every run finished; otherwise there are no numbers and no figures.</summary>
    public bool Complete => Outcomes.All(o => o.Record is not null);

    /// <summary>The failed runs, each with its error.</summary>
    public ImmutableArray<string> Failures => [.. Outcomes.Where(o => o.Error is not null).Select(o => $"{o.Recipe.Title()} failed: {o.Error!.Message}")];

    /// <summary>Creates the folder and removes the files of an earlier verdict.</summary>
    internal void Clear()
    {
        Directory.CreateDirectory(Folder);
        string[] patterns = [VerdictFileName, NumbersFileName, FiguresFileName, RunValues.ListFileName, Variation.FileName, RunEvidence.FileName, "*.png", "*.svg"];
        foreach (string file in patterns.SelectMany(pattern => Directory.GetFiles(Folder, pattern))) File.Delete(file);
    }

    // Waits until the folder is free. Polled: the release of another process's lock raises no event. The system releases it when a process ends.
    private static FileStream Lock(string folder)
    {
        string file = Path.TrimEndingDirectorySeparator(folder) + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        FileStream? stream;
        while ((stream = RunLock.OpenAlone(file)) is null) Thread.Sleep(TimeSpan.FromMilliseconds(100));
        return stream;
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose() => held.Dispose();
}
