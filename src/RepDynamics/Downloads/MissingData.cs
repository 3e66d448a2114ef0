using RepDynamics.Data;
using RepDynamics.Training;

namespace RepDynamics.Downloads;

/// <summary>
/// Tells data that is absent, which is a matter of getting it, from data that is damaged, which is an error. Here and not in the data
/// recipes, whose sources belong to the identity of every run: nothing here decides a number.
/// </summary>
public static class MissingData
{
    /// <summary>What is missing on this machine of the files that a recipe reads, and how to get it.</summary>
    /// <param name="data">Which data to train on.</param>
    /// <returns>Full sentences; null where all files are there, whatever they hold, or where none are needed.</returns>
    public static string? Remedy(DataRecipe data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data switch
        {
            Cifar10Recipe => OfCifar10(Cifar10.FindFolder()),
            IStoredData stored => stored.Missing(),
            _ => null,
        };
    }

    /// <summary>The files of CIFAR-10 that a folder lacks.</summary>
    /// <param name="folder">Need not exist.</param>
    /// <returns>Names of files, in the order they are read; empty where all are there.</returns>
    public static IReadOnlyList<string> Cifar10Files(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return [.. CifarFiles.Names.Where(name => !File.Exists(Path.Combine(folder, name)))];
    }

    internal static string? OfCifar10(string folder)
    {
        IReadOnlyList<string> missing = Cifar10Files(folder);
        return missing.Count == 0
            ? null
            : $"CIFAR-10 is not on this machine: {folder} {(missing.Count == CifarFiles.Names.Length ? "has none of its files" : $"lacks {string.Join(", ", missing)}")}. "
                + $"Run dotnet msbuild -t:FetchCifar10, or set {Cifar10.FolderVariable} to a folder that has them.";
    }
}
