namespace RepDynamics.Store;

/// <summary>Finds where a folder is or would be made, without making it.</summary>
public static class ExistingFolder
{
    /// <summary>Returns the full path of the folder, or of its nearest existing parent.</summary>
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
