using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RepDynamics.Reports;

/// <summary>
/// Creates the elements of a page. Pages are built as trees, so that every text is escaped. The only raw text is that of the page's own style
/// sheet and script, which are resources of this assembly.
/// </summary>
internal static partial class Html
{
    // No content and no end tag (HTML Living Standard, section 13.1.2).
    private static readonly HashSet<string> Void = ["br", "img", "input", "link", "meta", "hr", "wbr"];

    /// <param name="name">Lower-case letters and digits; names of SVG may contain capitals.</param>
    /// <param name="parts">Attributes, elements, texts, numbers and sequences of these, in any order; null adds nothing.</param>
    /// <exception cref="ArgumentException">The element is not allowed on a page, or a void element has content.</exception>
    public static XElement Of(string name, params IEnumerable<object?> parts)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit) || name is "script" or "style")
            throw new ArgumentException($"'{name}' is no element that a page may be built of.", nameof(name));
        XElement element = new(name, Clean(parts));
        if (!element.IsEmpty && Void.Contains(name)) throw new ArgumentException($"<{name}> holds nothing.", nameof(parts));
        // With an empty text an element is written with an end tag.
        if (element.IsEmpty && !Void.Contains(name)) element.Add("");
        return element;
    }

    /// <summary>Creates an attribute; null leaves it out.</summary>
    /// <exception cref="ArgumentException">The page's content security policy forbids the attribute or the address.</exception>
    public static XAttribute? With(string name, string? value)
    {
        if (name.StartsWith("on", StringComparison.Ordinal) || name == "style")
            throw new ArgumentException($"The page's policy forbids the attribute {name}: put it in the script or the style sheet.", nameof(name));
        if (name is "href" or "src" && value is not null && !value.StartsWith("data:image/", StringComparison.Ordinal) && !(name == "href" && Address().IsMatch(value)))
            throw new ArgumentException($"A page loads nothing, and links to its own parts, to files beside it and to https: {name}=\"{value}\".", nameof(value));
        return value is null ? null : new(name, Clean(value));
    }

    public static XAttribute? With(string name, double value) => With(name, value.ToString("0.##", CultureInfo.InvariantCulture));

    public static XAttribute? Class(string name) => With("class", name);

    public static object?[] Many(params IEnumerable<object?> parts) => [.. parts];

    /// <summary>Puts a separator between parts.</summary>
    public static object?[] Joined(string separator, IEnumerable<object?> parts) => [.. parts.SelectMany((part, i) => (object?[])[i == 0 ? null : separator, part])];

    /// <summary>Creates a table with a header row and, in every row, a header cell first; it scrolls where it is wider than the page.</summary>
    public static XElement Table(string label, IReadOnlyList<object?> header, IEnumerable<IReadOnlyList<object?>> rows) => Of(
        "div", Class("scroll"), With("role", "group"), With("aria-label", label),
        Of(
            "table",
            Of("thead", Of("tr", header.Select(cell => Of("th", With("scope", "col"), cell)))),
            Of("tbody", rows.Select(row => Of("tr", row.Select((cell, i) => i == 0 ? Of("th", With("scope", "row"), cell) : Of("td", cell)))))));

    public static XElement Link(string address, params IEnumerable<object?> content) => Of("a", With("href", address), content);

    /// <summary>Creates what is folded away under a line until it is asked for.</summary>
    public static XElement Folded(object? line, params IEnumerable<object?> content) => Of("details", Of("summary", line), content);

    public static string Text(this XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private static object? Clean(object? part) => part switch
    {
        string text => Clean(text),
        IEnumerable<object?> parts => parts.Select(Clean),
        _ => part,
    };

    private static string Clean(string text) => Forbidden().Replace(text, "\uFFFD");

    [GeneratedRegex(@"^(#.*|https://\S+|[\w.-]+\.(html|json|csv)(#.*)?)$")]
    private static partial Regex Address();

    // Characters that XML or HTML cannot hold: controls, and halves of surrogate pairs.
    [GeneratedRegex(@"[\0-\x08\x0B-\x1F\x7F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex Forbidden();
}
