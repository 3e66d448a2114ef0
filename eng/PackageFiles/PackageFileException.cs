namespace RepDynamics.PackageFiles;

/// <summary>A file of a package is damaged, unsupported, or lacks a requested part.</summary>
internal sealed class PackageFileException(string file, string problem, string remedy)
    : Exception($"{file}: {problem}; {remedy}")
{
    private const string RestoreAgain =
        "delete the package's folder in the NuGet cache (dotnet nuget locals global-packages --list) and restore again";

    /// <summary>Returns the exception for a file whose content contradicts its format.</summary>
    public static PackageFileException Damaged(string file, string problem) => new(file, $"damaged: {problem}", RestoreAgain);
}
