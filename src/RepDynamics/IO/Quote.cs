using System.Text;

namespace RepDynamics.IO;

/// <summary>Quotes the text of a file in a message: a hostile file can print neither long texts nor escape sequences.</summary>
internal static class Quote
{
    private const int Longest = 80;

    /// <summary>The text in quotes, cut to 80 characters, control characters and unpaired surrogates as \uXXXX.</summary>
    internal static string Text(string text, string quotes = "'")
    {
        string cut = Escaped(text[..Math.Min(text.Length, Longest)]);
        return $"{quotes}{cut}{(text.Length > Longest ? "..." : "")}{quotes}";
    }

    /// <summary>The same for bytes that are probably UTF-8.</summary>
    internal static string Bytes(ReadOnlySpan<byte> bytes, string quotes = "'") =>
        // A character takes at most 4 bytes.
        Text(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * (Longest + 1))]), quotes);

    /// <summary>The whole text, with what a terminal would execute or reorder (control and format characters), and surrogates, as \uXXXX.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(c =>
        char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? $"\\u{(int)c:x4}" : c.ToString()));
}
