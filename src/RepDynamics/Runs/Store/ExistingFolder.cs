namespace RepDynamics.Runs;

/// <summary>Where a folder is, or would be made: for who wants to try a place without making anything there.</summary>
public static class ExistingFolder
{
    /// <summary>The folder itself, or the nearest above it that is there; a full path.</summary>
    /// <exception cref="IOException">A file is where a folder would have to be, or there is nothing above it.</exception>
    public static string Of(string folder)
    {
        string existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing)) throw new IOException($"{existing} is a file, not a folder.");
            existing = Path.GetDirectoryName(existing) ?? throw new IOException($"There is nothing above {folder}.");
        }
        return existing;
    }
}
