using System.Text;

namespace VerifyTests;

/// <summary>
/// How text snapshots are kept: UTF-8 with a byte order mark, lines ended by \n, no newline added at the end.
/// </summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    // The published package knows some three hundred; these are the ones that results, tables and pages are written in.
    private static readonly HashSet<string> TextExtensions =
        ["txt", "csv", "tsv", "json", "md", "xml", "svg", "html", "htm", "yaml", "yml", "log", "tex"];

    public static bool IsTextExtension(string extension) => TextExtensions.Contains(extension);

    /// <summary>Text as it is compared and written: no byte order mark, \n only.</summary>
    public static string Normalize(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding, detectEncodingFromByteOrderMarks: true);
        return Normalize(reader.ReadToEnd());
    }

    public static string Read(string path) => Normalize(File.ReadAllText(path, Encoding));

    public static void Write(string path, string text) => File.WriteAllText(path, text, Encoding);

    /// <summary>Equal up to one newline that an editor put at the end of the verified file.</summary>
    public static bool AreEqual(string received, string verified) =>
        verified == received || (verified.Length == received.Length + 1 && verified[^1] == '\n' && verified.StartsWith(received, StringComparison.Ordinal));
}
