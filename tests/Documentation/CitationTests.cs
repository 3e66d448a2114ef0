using System.Text.RegularExpressions;

namespace RepDynamics.Tests.Documentation;

/// <summary>Every page and section that code or documentation cites exists.</summary>
public partial class CitationTests
{
    private static readonly string[] Folders = ["src", "experiments", "tests", "eng", "docs"];

    private static string[] Pages => [.. Directory.GetFiles(Repository.Root, "*.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")];

    [Test]
    public void Every_citation_resolves()
    {
        string[] files =
        [
            .. Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
                .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".py" or ".sh"),
            .. Directory.EnumerateFiles(Repository.Root, "*.md"),
        ];
        string[] unresolved = [.. files.SelectMany(file => Citations(File.ReadAllText(file)).Where(c => !Resolves(c)).Select(c => $"{file}: {c}"))];

        Assert.That(unresolved, Is.Empty);
        Assert.That(files.Sum(file => Citations(File.ReadAllText(file)).Count()), Is.GreaterThan(40), "The pattern finds no citations.");
    }

    [Test]
    public void Every_link_to_a_file_resolves()
    {
        string[] unresolved =
        [
            .. from page in Pages
               from Match link in Link().Matches(File.ReadAllText(page))
               where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value))
               select $"{page}: {link.Value}",
        ];

        Assert.That(unresolved, Is.Empty);
    }

    [Test]
    public void Every_member_named_after_a_link_to_code_is_there()
    {
        string[][] named =
        [
            .. from page in Pages
               from Match link in LinkWithMembers().Matches(File.ReadAllText(page))
               let file = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)
               from Match member in Member().Matches(link.Groups[2].Value)
               select (string[])[file, member.Groups[1].Value],
        ];

        Assert.That(named.Where(name => !Regex.IsMatch(File.ReadAllText(name[0]), $@"\b{name[1]}\b")), Is.Empty);
        Assert.That(named, Has.Length.GreaterThan(10), "The pattern finds no members.");
    }

    [TestCase("docs/" + "no-such-page.md")]
    [TestCase("docs/" + "design.md#no-such-section")]
    public void A_citation_that_does_not_resolve_is_found(string citation) => Assert.That(Resolves(Citations($"See {citation}.").Single()), Is.False);

    private static IEnumerable<string> Citations(string text) => Citation().Matches(text).Select(match => match.Value);

    private static bool Resolves(string citation)
    {
        string[] parts = citation.Split('#');
        string file = Path.Combine(Repository.Root, parts[0]);
        return File.Exists(file) && (parts.Length == 1 || Heading().Matches(File.ReadAllText(file)).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]));
    }

    // As GitHub makes it of a heading.
    private static string Anchor(string heading) => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"docs/[\w-]+\.md(#[\w-]+)?")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\]\((?!\w+:)([^)#\s]+)")]
    private static partial Regex Link();

    // What follows a link up to the next link or cell, such as: , `Decide` -> or: , `Of` for a part and `Overall` for the claim |
    [GeneratedRegex(@"\]\((\.\./[^)#\s]+\.cs)\),((?: [\w ]*`\w+`)+)")]
    private static partial Regex LinkWithMembers();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Member();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
