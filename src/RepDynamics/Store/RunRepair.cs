using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>
/// Brings a run's folder into a state that its manifest describes, whatever a kill, a power cut or a bad disk left: missing renames
/// of a commit are made, what was never committed is deleted, what is damaged or does not belong there goes to quarantine.
/// </summary>
internal sealed class RunRepair(Disk disk, string folder, Quarantine quarantine, Action<string> report)
{
    /// <summary>Repairs, and starts an empty folder.</summary>
    /// <returns>The manifest as it now is on the disk.</returns>
    /// <exception cref="InvalidDataException">The folder is another run's; nothing was changed.</exception>
    public RunManifest Run(RunKey run)
    {
        var seen = FolderInspection.Of(folder);
        if (seen.Manifest is { } manifest)
        {
            RequireSame(manifest, run);
            return Repair(seen, manifest, run);
        }
        if (seen.ManifestProblem.Length > 0)
            report($"{run.Name}: {RunPaths.Manifest} {seen.ManifestProblem}; nothing here can be trusted without it: the run starts anew.");
        Sweep(seen, run.Name);
        disk.CreateFolder(folder);
        // That the folder exists must be on the disk before anything in it can count as committed.
        disk.Flush([], [Path.GetDirectoryName(folder)!]);
        return Commit(RunManifest.Empty(run), run);
    }

    private RunManifest Repair(FolderInspection seen, RunManifest manifest, RunKey run)
    {
        foreach (InspectedFile file in seen.Files)
        {
            if (file.State == FileState.Prepared) disk.Rename(Full(RunPaths.Part(file.Path)), Full(file.Path));
            if (file.Tail > 0) disk.Cut(Full(file.Path), manifest.Files[file.Path].Bytes);
        }

        InspectedFile[] damaged = [.. seen.Files.Where(f => f.State == FileState.Damaged)];
        foreach (InspectedFile file in damaged)
        {
            string where = file.Present ? $"; moved to {quarantine.Take(Full(file.Path), file.Path, isFolder: false)}" : "";
            report($"{run.Name}: {file.Path} {file.Problem}{where}. {Consequence(file.Path)}");
        }
        Sweep(seen, run.Name);

        RunManifest sound = manifest with
        {
            Files = manifest.Files.RemoveRange(damaged.Select(f => f.Path)),
            Complete = manifest.Complete && !damaged.Any(f => f.Path == RunPaths.Metrics || RunPaths.EpochOf(f.Path) is not null),
        };
        return Commit(sound, run, manifest);
    }

    private void Sweep(FolderInspection seen, string run)
    {
        foreach (ExtraEntry extra in seen.Extras)
        {
            string where = quarantine.Take(Full(extra.Path), extra.Path, extra.IsFolder);
            // Without a manifest one line is enough.
            if (seen.Manifest is not null) report($"{run}: {extra.Path} is {extra.What}; moved to {where}.");
        }
        foreach (string path in seen.Leftovers) disk.Delete(Full(path));
    }

    private RunManifest Commit(RunManifest manifest, RunKey run, RunManifest? onDisk = null)
    {
        RunCommit commit = new(disk, folder);
        try
        {
            if (!manifest.Files.ContainsKey(RunPaths.Recipe)) commit.Write(RunPaths.Recipe, stream => stream.Write(run.RecipeFile()));
            if (!manifest.Files.ContainsKey(RunPaths.Environment))
                commit.Write(RunPaths.Environment, stream => stream.Write(run.EnvironmentFile(again: onDisk is not null)));
            return commit.IsEmpty && onDisk is not null && manifest.Write().AsSpan().SequenceEqual(onDisk.Write()) ? manifest : commit.Run(manifest);
        }
        catch
        {
            commit.Discard();
            throw;
        }
    }

    private void RequireSame(RunManifest manifest, RunKey requested)
    {
        string? other =
            manifest.Run != requested.Name ? $"it is a copy of the run {manifest.Run}"
            : manifest.Recipe != requested.RecipeHash ? $"its recipe has the hash {manifest.Recipe}, and {requested.RecipeHash} was asked for"
            : manifest.Identity != requested.Identity ? $"its identity is {manifest.Identity}, and {requested.Identity} was asked for"
            : manifest.Files.TryGetValue(RunPaths.Recipe, out FileDigest? recipe) && recipe != FileDigest.Of(requested.RecipeFile())
                ? $"its {RunPaths.Recipe} is not the recipe asked for, though their hashes are the same"
            : null;
        if (other is not null)
        {
            throw new InvalidDataException(
                $"The folder {folder} holds another run: {other}. Nothing was changed; move the folder out of the store, or name another "
                + $"one in {RunStore.FolderVariable}.");
        }
    }

    private static string Consequence(string path) => path switch
    {
        RunPaths.Metrics => "Training starts from the beginning to make them again; the snapshots stay.",
        RunPaths.Resume => "Training starts from the beginning; the snapshots stay.",
        RunPaths.Environment => "It is written again, with a note that it was.",
        RunPaths.Recipe => "It is written again.",
        _ => RunPaths.EpochOf(path) is { } epoch ? $"Epoch {epoch} must be trained again." : "It must be measured again.",
    };

    private string Full(string path) => Path.Combine(folder, path);
}
