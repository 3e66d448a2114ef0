namespace RepDynamics.PackageFiles;

/// <summary>Writes files so that a reader finds the old file or the new file, never a part of one.</summary>
internal static class AtomicWrite
{
    /// <summary>
    /// Writes a new file beside the destination and renames it. Other hard links of a replaced file keep their content.
    /// </summary>
    /// <param name="destination">The file to write. Its folder is created if it does not exist.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="source">A file that must not be replaced: the one the content comes from.</param>
    /// <exception cref="PackageFileException">The destination is the source, by whatever path.</exception>
    public static void Write(string destination, ReadOnlySpan<byte> content, string source)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(destination))
            ?? throw new PackageFileException(destination, "is a folder", "name a file as destination");
        Directory.CreateDirectory(folder);

        string part = Path.Combine(folder, $".{Path.GetFileName(destination)}.{Path.GetRandomFileName()}.part");
        try
        {
            using (FileStream stream = new(part, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
                RequireApart(destination, source, part);
            }
            File.Move(part, destination, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Two folders are the same one, by whatever path or link, exactly if the new file appears in both.</summary>
    private static void RequireApart(string destination, string source, string part)
    {
        string target = File.ResolveLinkTarget(source, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(source);
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (Path.GetFileName(target).Equals(Path.GetFileName(destination), comparison)
            && File.Exists(Path.Combine(Path.GetDirectoryName(target)!, Path.GetFileName(part))))
        {
            throw new PackageFileException(destination, "is the source file itself", "name another destination");
        }
    }
}
