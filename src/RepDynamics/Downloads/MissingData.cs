using RepDynamics.Data;
using RepDynamics.Training;

namespace RepDynamics.Downloads;

/// <summary>A data recipe whose images are read from files that may be absent.</summary>
/// <remarks>
/// Where files are absent, experiments on the recipe are skipped with the message of <see cref="Missing"/>, and the command refuses to
/// train. Without this interface, absent files are errors of the runs.
/// </remarks>
public interface IStoredData
{
    /// <summary>Which files are absent and how to get them, in full sentences; null where none is.</summary>
    string? Missing();
}

/// <summary>Distinguishes absent data, which can be fetched, from damaged data, which is an error.</summary>
/// <remarks>Not part of the data recipes, because their sources are part of every run's key and nothing here affects a number.</remarks>
internal static class MissingData
{
    /// <summary>The files of a recipe that are absent on this machine, and how to get them.</summary>
    /// <returns>Full sentences; null where all files exist, whatever they hold, or where none are needed.</returns>
    public static string? Remedy(DataRecipe data) => data is Cifar10Recipe ? OfCifar10(Cifar10.FindFolder()) : (data as IStoredData)?.Missing();

    /// <summary>The names of the files of CIFAR-10 that a folder, which need not exist, lacks.</summary>
    public static IReadOnlyList<string> Cifar10Files(string folder) =>
        [.. Cifar10.Files.Where(name => !File.Exists(Path.Combine(folder, name)))];

    internal static string? OfCifar10(string folder)
    {
        IReadOnlyList<string> missing = Cifar10Files(folder);
        return missing.Count == 0
            ? null
            : $"CIFAR-10 is not on this machine: {folder} {(missing.Count == Cifar10.Files.Length ? "has none of its files" : $"lacks {string.Join(", ", missing)}")}. "
                + $"Run dotnet msbuild -t:FetchCifar10, or set {Cifar10.FolderVariable} to a folder that has them.";
    }
}
