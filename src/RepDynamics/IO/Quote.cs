using System.Text;

namespace RepDynamics.IO;

/// <summary>Quotes the text of a file in a message: a hostile file can print neither long texts nor escape sequences.</summary>
internal static class Quote
{
    private const int Longest = 80;

    /// <summary>The text in quotes, cut to 80 characters, control characters and unpaired surrogates as \uXXXX.</summary>
    internal static string Text(string text, string quotes = "'")
    {
        StringBuilder shown = new(quotes);
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c)) shown.Append($"\\u{(int)c:x4}");
            else shown.Append(c);
        }
        return shown.Append(text.Length > Longest ? "..." : "").Append(quotes).ToString();
    }

    /// <summary>The same for bytes that are probably UTF-8.</summary>
    internal static string Bytes(ReadOnlySpan<byte> bytes, string quotes = "'") =>
        // A character takes at most 4 bytes.
        Text(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * (Longest + 1))]), quotes);
}
