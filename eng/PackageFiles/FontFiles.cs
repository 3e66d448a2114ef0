namespace RepDynamics.PackageFiles;

/// <summary>The subcommand <c>fonts</c>: extracts font files from the Avalonia resources of an assembly.</summary>
internal static class FontFiles
{
    /// <summary>
    /// Extracts fonts into a folder and returns a line that says what was done. Nothing is written unless all fonts are valid.
    /// </summary>
    /// <param name="assembly">The assembly file.</param>
    /// <param name="folder">The folder for the fonts, created if it does not exist. A file that is equal is not written.</param>
    /// <param name="names">File names of the fonts, for example <c>Inter-Bold.ttf</c>.</param>
    /// <exception cref="PackageFileException">The assembly is damaged, or a font is missing or of another format.</exception>
    public static string Run(string assembly, string folder, IReadOnlyList<string> names)
    {
        var resources = AvaloniaResources.Read(assembly, File.ReadAllBytes(assembly));
        (string Name, ReadOnlyMemory<byte> Content)[] fonts =
            [.. names.Distinct().Select(name => (name, Find(assembly, resources, name)))];

        int written = 0;
        foreach ((string name, ReadOnlyMemory<byte> content) in fonts)
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file) && content.Span.SequenceEqual(File.ReadAllBytes(file))) continue;
            AtomicWrite.Write(file, content.Span, assembly);
            written++;
        }

        return $"{folder}: {string.Join(", ", fonts.Select(f => f.Name))}: {written} written, {fonts.Length - written} unchanged";
    }

    private static ReadOnlyMemory<byte> Find(string assembly, AvaloniaResources resources, string name)
    {
        KeyValuePair<string, ReadOnlyMemory<byte>>[] found = [.. resources.Files.Where(f => FileName(f.Key) == name)];
        if (found.Length != 1)
        {
            string problem = found.Length == 0 ? $"has no font {name}" : $"has {found.Length} files named {name}";
            string[] fonts =
                [.. resources.Files.Where(f => IsFont(f.Value.Span)).Select(f => FileName(f.Key)).Order(StringComparer.Ordinal)];
            throw new PackageFileException(assembly, problem,
                fonts.Length == 0 ? "name another assembly, this one has no fonts" : $"name one of {string.Join(", ", fonts)}");
        }

        return IsFont(found[0].Value.Span)
            ? found[0].Value
            : throw PackageFileException.Damaged(assembly, $"{name} is neither a TrueType nor an OpenType font");
    }

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether a file begins as a TrueType or OpenType font (OpenType specification, "Table Directory").</summary>
    private static bool IsFont(ReadOnlySpan<byte> file) => file.StartsWith<byte>([0, 1, 0, 0]) || file.StartsWith("OTTO"u8);
}
