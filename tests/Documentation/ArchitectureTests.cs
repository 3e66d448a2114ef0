using System.Text.RegularExpressions;

namespace RepDynamics.Tests.Documentation;

/// <summary>Namespaces equal folders, and their dependencies have no cycle; docs/design.md shows them.</summary>
public partial class ArchitectureTests
{
    private static readonly string Library = Path.Combine(Repository.Root, "src", "RepDynamics");

    // By folder of the library: the other folders whose namespaces its files use.
    private static readonly SortedDictionary<string, SortedSet<string>> Uses = ReadUses();

    [Test]
    public void Namespaces_equal_folders()
    {
        string[] misplaced =
        [
            .. Sources().Where(file => Namespace().Match(File.ReadAllText(file)).Groups[1].Value != $"RepDynamics.{Folder(file)}")
                .Select(file => Path.GetRelativePath(Library, file)),
        ];

        Assert.That(misplaced, Is.Empty);
    }

    [Test]
    public void Dependencies_have_no_cycle() => Assert.That(Layers(Uses).SelectMany(layer => layer), Is.EquivalentTo(Uses.Keys));

    [Test]
    public void A_cycle_is_found()
    {
        SortedDictionary<string, SortedSet<string>> cyclic = new(StringComparer.Ordinal) { ["A"] = ["B"], ["B"] = ["A"], ["C"] = [] };

        Assert.That(Layers(cyclic).SelectMany(layer => layer), Is.EqualTo(["C"]));
    }

    [Test]
    public void The_design_page_shows_the_dependencies()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "design.md"));
        string table = $"| layer | folder | uses |\n|---|---|---|\n{string.Concat(Layers(Uses).SelectMany((layer, i) => layer.Select(folder => $"| {i} | `{folder}` | {string.Join(", ", Uses[folder])} |\n")))}";

        Assert.That(page, Does.Contain($"<!-- dependencies -->\n{table}<!-- /dependencies -->"));
    }

    // Each layer uses only layers before it; folders of a cycle are left out.
    private static List<string[]> Layers(SortedDictionary<string, SortedSet<string>> uses)
    {
        List<string[]> layers = [];
        HashSet<string> placed = [];
        while (uses.Keys.Where(folder => !placed.Contains(folder) && uses[folder].IsSubsetOf(placed)).ToArray() is { Length: > 0 } layer)
        {
            layers.Add(layer);
            placed.UnionWith(layer);
        }
        return layers;
    }

    private static SortedDictionary<string, SortedSet<string>> ReadUses()
    {
        SortedDictionary<string, SortedSet<string>> uses = new(StringComparer.Ordinal);
        foreach (string file in Sources())
        {
            string folder = Folder(file);
            if (!uses.TryGetValue(folder, out SortedSet<string>? used)) uses[folder] = used = new SortedSet<string>(StringComparer.Ordinal);
            used.UnionWith(Use().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Where(other => other != folder));
        }
        return uses;
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories);

    private static string Folder(string file) => Path.GetDirectoryName(Path.GetRelativePath(Library, file))!.Replace(Path.DirectorySeparatorChar, '.');

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    // In a directive or in the code; not in a text.
    [GeneratedRegex(@"(?<![\w.""])RepDynamics\.([A-Z]\w+)(?=[.;])")]
    private static partial Regex Use();
}
