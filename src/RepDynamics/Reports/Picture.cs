using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>A picture as a page holds it, lossless and at full size.</summary>
internal sealed partial class Picture(byte[] png, string address, string? description = null)
{
    // The first chunk of a PNG starts with width and height (PNG specification, section 11.2.1).
    private readonly (int Width, int Height) size =
        png.Length < 24 ? (0, 0) : (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

    /// <summary>The id of the picture's content.</summary>
    public string Id { get; } = "image-" + Convert.ToHexStringLower(SHA256.HashData(png))[..16];

    /// <summary>A data URI.</summary>
    public string Address => address;

    /// <summary>A picture from a file; the same figure as SVG, where it lies beside the PNG file, takes its place.</summary>
    public static Picture OfFile(string file)
    {
        byte[] png = File.ReadAllBytes(file);
        string vector = Path.ChangeExtension(file, ".svg");
        if (!File.Exists(vector)) return OfPng(png);
        byte[] svg = File.ReadAllBytes(vector);
        string? description = Description().Match(Encoding.UTF8.GetString(svg)) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
        return new(png, "data:image/svg+xml;base64," + Convert.ToBase64String(svg), description);
    }

    /// <summary>A picture from the bytes of a PNG file.</summary>
    public static Picture OfPng(byte[] png) => new(png, "data:image/png;base64," + Convert.ToBase64String(png));

    public XElement Image(string alt, string? kind = null) => Of(
        "img", kind is null ? null : Class(kind), With("alt", alt), With("decoding", "async"), With("width", size.Width), With("height", size.Height), With("src", address));

    /// <summary>A figure that can be enlarged.</summary>
    /// <param name="caption">Says what is seen.</param>
    /// <param name="name">Says which figure it is; also the heading of the enlarged figure.</param>
    public XElement Figure(object? caption, string name) => Of(
        "figure", Class(size.Width > 2.4 * size.Height ? "picture broad" : "picture"), With("id", Id),
        Of("button", With("type", "button"), Class("zoom"), With("aria-label", $"Enlarge: {name}"), Image(description ?? name)),
        Of("figcaption", caption));

    /// <summary>Two pictures one over the other, with a slider that uncovers the one or the other.</summary>
    public static XElement Slider(Picture verified, Picture received, string caption) => Of(
        "figure", Class("compare"),
        Of("div", Class("pair"), verified.Image($"{caption}: the baseline"), received.Image($"{caption}: received", "over")),
        Of(
            "label", Of("span", "baseline"),
            Of(
                "input", With("type", "range"), With("min", "0"), With("max", "100"), With("value", "50"),
                With("aria-label", $"{caption}: share of the baseline shown, from the left")),
            Of("span", "received")),
        Of("figcaption", caption));

    [GeneratedRegex("<desc>([^<]*)</desc>")]
    private static partial Regex Description();
}
