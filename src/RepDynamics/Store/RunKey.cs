using System.Text;
using System.Text.Json;
using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>The key of a run: the recipe and everything else that affects its bits.</summary>
/// <param name="Name">The name of the run's folder: 1 to 200 letters, digits and <c>. _ + = @ -</c>, the first a letter or digit.</param>
/// <param name="RecipeJson">The recipe in canonical form; stored as <c>recipe.json</c> to the byte.</param>
/// <param name="Identity">The hash of all that decides the run's bits: recipe, data, sources, machine; 64 lower-case hexadecimal digits.</param>
/// <param name="Environment">The machine and software; stored as <c>environment.json</c> when the run is first opened, and not changed later.</param>
/// <exception cref="ArgumentException">A name that is no plain file name.</exception>
internal sealed record RunKey(string Name, string RecipeJson, string RecipeHash, string Identity, IReadOnlyDictionary<string, string> Environment)
{
    public string Name { get; } = RunStore.RequireName(Name);

    internal byte[] RecipeFile() => Encoding.UTF8.GetBytes(RecipeJson);

    /// <summary>The content of <c>environment.json</c>: facts in ordinal order of their names.</summary>
    /// <param name="again">Whether the file was lost, so that the facts may be those of another day than the training's.</param>
    internal byte[] EnvironmentFile(bool again = false)
    {
        SortedDictionary<string, string> facts = new(Environment.ToDictionary(), StringComparer.Ordinal);
        if (again) facts["note"] = "written again after damage: facts that do not affect the bits are those of the repair, not of the training";
        return [.. JsonSerializer.SerializeToUtf8Bytes(new StoredEnvironment(Identity, facts), JsonFormat.Indented), (byte)'\n'];
    }

    /// <summary>The facts in what <see cref="EnvironmentFile"/> wrote.</summary>
    internal static IReadOnlyDictionary<string, string> ReadEnvironment(byte[] file) =>
        JsonSerializer.Deserialize<StoredEnvironment>(file, JsonFormat.Indented)!.Environment;

    private sealed record StoredEnvironment(string Identity, SortedDictionary<string, string> Environment);
}
