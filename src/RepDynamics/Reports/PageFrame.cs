using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The frame of every page: head, embedded style sheet and script, and a content security policy that forbids everything else.</summary>
internal static class PageFrame
{
    private static readonly string Styles = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    public static string Write(string title, object? lead, object? body, string data = "{}")
    {
        XElement[] head =
        [
            Of("meta", With("charset", "utf-8")),
            Of("meta", With("http-equiv", "Content-Security-Policy"), With("content", Policy)),
            Of("meta", With("name", "viewport"), With("content", "width=device-width, initial-scale=1")),
            Of("meta", With("name", "color-scheme"), With("content", "light dark")),
            Of("title", title),
        ];
        XElement[] content =
        [
            Of("a", Class("skip"), With("href", "#content"), "Skip to the content"),
            Of("header", Of("h1", title), lead),
            Of("main", With("id", "content"), body),
            Of(
                "dialog", With("id", "zoom"), With("aria-labelledby", "zoomed"),
                Of("p", With("id", "zoomed")),
                Of("button", With("type", "button"), With("id", "unzoom"), "Close (Esc)"),
                Of("div", Class("scroll"), With("role", "group"), With("aria-labelledby", "zoomed"), Of("img", With("alt", "")))),
        ];
        return $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n{Lines(head)}<style>{Styles}</style>\n</head>\n<body>\n{Lines(content)}"
            + $"<script type=\"application/json\" id=\"data\">{data.Replace("<", "\\u003c", StringComparison.Ordinal)}</script>\n"
            + $"<script>{Script}</script>\n</body>\n</html>\n";
    }

    private static string Lines(XElement[] nodes) => string.Concat(nodes.Select(node => node.Text() + "\n"));

    private static string Policy =>
        $"default-src 'none'; img-src data:; style-src '{Hash(Styles)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"RepDynamics.Reports.{name}")
            ?? throw new InvalidOperationException($"This library was built without its resource {name}.");
        using StreamReader reader = new(stream);
        // As a browser hashes it: line ends are line feeds there.
        string text = reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
        return text.Contains("</s", StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidOperationException($"{name} would end its own element.")
            : text;
    }
}
