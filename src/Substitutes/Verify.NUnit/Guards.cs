using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>Names that cannot become files are refused where they are given, not where the disk refuses them.</summary>
internal static class Guards
{
    public static string Extension(string extension, [CallerArgumentExpression(nameof(extension))] string argument = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(extension, argument);
        if (extension.StartsWith('.'))
            throw new ArgumentException($"Must not start with a period ('.'): '{extension}'.", argument);
        return extension.IndexOfAny(['/', '\\']) < 0
            ? extension
            : throw new ArgumentException($"Must not contain a directory separator: '{extension}'.", argument);
    }

    public static string FileName(string name, [CallerArgumentExpression(nameof(name))] string argument = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        var bad = name.IndexOfAny(Path.GetInvalidFileNameChars());
        return bad < 0
            ? name
            : throw new ArgumentException($"Invalid character for file name. Value: {name}. Char:{name[bad]}", argument);
    }

    public static string DirectoryName(string name, [CallerArgumentExpression(nameof(name))] string argument = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        var bad = name.IndexOfAny(Path.GetInvalidPathChars());
        return bad < 0
            ? name
            : throw new ArgumentException($"Invalid character for directory. Value: {name}. Char:{name[bad]}", argument);
    }

    public static string SourceFile(string sourceFile) => string.IsNullOrWhiteSpace(sourceFile)
        ? throw new ArgumentNullException(nameof(sourceFile), "The compiler gives it; leave it out of the call.")
        : sourceFile;
}
