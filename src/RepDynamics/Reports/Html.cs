using System.Globalization;
using System.Text;

namespace RepDynamics.Reports;

// Pages are built as a tree, never as text: what a caller passes as a string is escaped, because there is no other way in. The only raw
// text is that of the page's own style sheet and script, which are resources of this assembly.

/// <summary>A piece of a page: an attribute of the element it is put into, or content.</summary>
internal abstract class HtmlPart
{
    public static implicit operator HtmlPart(string text) => new HtmlText(text);

    public static implicit operator HtmlPart(int number) => new HtmlText(number.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Content that can be written.</summary>
internal abstract class HtmlNode : HtmlPart
{
    /// <summary>Writes it as HTML.</summary>
    public abstract void WriteTo(StringBuilder html);

    /// <summary>It as HTML.</summary>
    public override string ToString()
    {
        StringBuilder html = new();
        WriteTo(html);
        return html.ToString();
    }
}

/// <summary>Ways to make pieces of a page.</summary>
internal static class Html
{
    // No content and no end tag (HTML Living Standard, section 13.1.2).
    private static readonly HashSet<string> Void = ["br", "img", "input", "link", "meta", "hr", "wbr"];

    /// <summary>An element; attributes and content in any order.</summary>
    /// <param name="name">Lower-case letters and digits; SVG's names may have capitals within.</param>
    /// <param name="parts">What it has and holds.</param>
    public static HtmlElement Of(string name, params IEnumerable<HtmlPart> parts) => new(name, Void.Contains(name), parts);

    /// <summary>An attribute; null leaves it out.</summary>
    public static HtmlPart With(string name, string? value) => value is null ? Nothing : new HtmlAttribute(name, value);

    /// <summary>An attribute with a number.</summary>
    public static HtmlPart With(string name, double value) => new HtmlAttribute(name, value.ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>An attribute that is there or not.</summary>
    public static HtmlPart With(string name) => new HtmlAttribute(name, "");

    /// <summary>The class attribute.</summary>
    public static HtmlPart Class(string name) => new HtmlAttribute("class", name);

    /// <summary>Several pieces as one.</summary>
    public static HtmlPart Many(params IEnumerable<HtmlPart> parts) => new HtmlParts([.. parts]);

    /// <summary>No piece at all.</summary>
    public static HtmlPart Nothing { get; } = new HtmlParts([]);

    /// <summary>A table with a header row and, in every row, a header cell first; it scrolls where it is wider than the page.</summary>
    /// <param name="label">What the table is about, for those who do not see it.</param>
    /// <param name="header">Titles of the columns.</param>
    /// <param name="rows">The rows' cells: content, or attributes first.</param>
    public static HtmlPart Table(string label, IReadOnlyList<HtmlPart> header, IEnumerable<IReadOnlyList<HtmlPart>> rows) => Of(
        "div", Class("scroll"), With("role", "region"), With("tabindex", "0"), With("aria-label", label),
        Of(
            "table",
            Of("thead", Of("tr", header.Select(cell => (HtmlPart)Of("th", With("scope", "col"), cell)))),
            Of("tbody", rows.Select(row => (HtmlPart)Of(
                "tr", row.Select((cell, i) => (HtmlPart)(i == 0 ? Of("th", With("scope", "row"), cell) : Of("td", cell))))))));
}

/// <summary>Text, escaped.</summary>
internal sealed class HtmlText(string text) : HtmlNode
{
    /// <inheritdoc/>
    public override void WriteTo(StringBuilder html) => Escape(html, text);

    /// <summary>Escapes what has a meaning in text or in a quoted attribute; what XML and HTML cannot hold becomes U+FFFD.</summary>
    public static void Escape(StringBuilder html, string text)
    {
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\'' => html.Append("&#39;"),
                < ' ' and not '\n' and not '\t' => html.Append('\uFFFD'),
                '\u007F' => html.Append('\uFFFD'),
                _ => html.Append(c),
            };
        }
    }
}

/// <summary>An attribute, its value escaped.</summary>
internal sealed class HtmlAttribute : HtmlPart
{
    private readonly string value;

    public HtmlAttribute(string name, string value)
    {
        // Handlers and inline styles would need a weaker content security policy; addresses are of this page or of its own data.
        if (name.StartsWith("on", StringComparison.Ordinal) || name == "style")
            throw new ArgumentException($"The page's policy forbids the attribute {name}: put it in the script or the style sheet.", nameof(name));
        if (name is "href" or "src" && !value.StartsWith('#') && !value.StartsWith("data:image/png;base64,", StringComparison.Ordinal))
            throw new ArgumentException($"The page refers to nothing but itself: {name}=\"{value}\".", nameof(value));
        (Name, this.value) = (name, value);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Writes it, with a space before it.</summary>
    public void WriteTo(StringBuilder html)
    {
        html.Append(' ').Append(Name).Append("=\"");
        HtmlText.Escape(html, value);
        html.Append('"');
    }
}

/// <summary>Pieces in a row.</summary>
internal sealed class HtmlParts(IReadOnlyList<HtmlPart> parts) : HtmlPart
{
    /// <summary>The pieces, unfolded.</summary>
    public IEnumerable<HtmlPart> Unfolded => parts.SelectMany(part => part is HtmlParts several ? several.Unfolded : [part]);
}

/// <summary>An element with its attributes and content.</summary>
internal sealed class HtmlElement : HtmlNode
{
    private readonly string name;
    private readonly bool isVoid;
    private readonly List<HtmlAttribute> attributes = [];
    private readonly List<HtmlNode> content = [];

    public HtmlElement(string name, bool isVoid, IEnumerable<HtmlPart> parts)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit) || name is "script" or "style")
            throw new ArgumentException($"'{name}' is no element that a page may be built of.", nameof(name));
        (this.name, this.isVoid) = (name, isVoid);
        foreach (HtmlPart part in new HtmlParts([.. parts]).Unfolded)
        {
            if (part is HtmlAttribute attribute) attributes.Add(attribute);
            else content.Add((HtmlNode)part);
        }
        if (isVoid && content.Count > 0) throw new ArgumentException($"<{name}> holds nothing.", nameof(parts));
    }

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder html)
    {
        html.Append('<').Append(name);
        foreach (HtmlAttribute attribute in attributes) attribute.WriteTo(html);
        html.Append('>');
        if (isVoid) return;
        foreach (HtmlNode node in content) node.WriteTo(html);
        html.Append("</").Append(name).Append('>');
    }
}
