namespace RepDynamics.Store;

/// <summary>Something wrong in a run's folder.</summary>
/// <param name="Problem">What is wrong, in words that follow it.</param>
internal sealed record RunFinding(string Path, string Problem);

/// <summary>A run's folder compared with its manifest, nothing changed.</summary>
/// <param name="Findings">What is wrong; what opening the run would set aside.</param>
internal sealed record RunCheck(string Run, bool Complete, int Files, long Bytes, IReadOnlyList<RunFinding> Findings)
{
    // A run that is being trained is committed to meanwhile: what was seen half in one state and half in the next is seen again.
    private const int Tries = 5;

    public bool Sound => Findings.Count == 0;

    internal static RunCheck Of(string folder, string run)
    {
        for (int i = 1; ; i++)
        {
            byte[] before = ManifestText(folder);
            try
            {
                RunCheck check = Of(FolderInspection.Of(folder), run);
                if (check.Sound || i == Tries || before.AsSpan().SequenceEqual(ManifestText(folder))) return check;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && i < Tries)
            {
                // Renamed or deleted between being listed and being read.
            }
        }
    }

    private static RunCheck Of(FolderInspection seen, string run)
    {
        List<RunFinding> findings = [];
        if (seen.ManifestProblem.Length > 0) findings.Add(new(RunPaths.Manifest, seen.ManifestProblem));
        if (seen.Manifest is { } manifest && manifest.Run != run) findings.Add(new(RunPaths.Manifest, $"is of the run {manifest.Run}"));
        findings.AddRange(seen.Files.Where(f => f.State == FileState.Damaged).Select(f => new RunFinding(f.Path, f.Problem)));
        if (seen.Manifest is not null) findings.AddRange(seen.Extras.Select(e => new RunFinding(e.Path, $"is {e.What}")));
        return new(run, seen.Manifest?.Complete ?? false, seen.Files.Count, seen.Manifest?.Files.Values.Sum(f => f.Bytes) ?? 0, findings);
    }

    private static byte[] ManifestText(string folder)
    {
        FileInfo file = new(Path.Combine(folder, RunPaths.Manifest));
        // A pipe is never opened.
        return file.Exists && file.Length > 0 ? File.ReadAllBytes(file.FullName) : [];
    }
}
