using System.Text.Json;
using RepDynamics.IO;

namespace RepDynamics.Cli;

/// <summary>Formats results: JSON, columns, paragraphs, counts.</summary>
internal static class Output
{
    public static void Json<T>(TextWriter output, T value) => output.Write(JsonSerializer.Serialize(value, JsonFormat.Indented) + "\n");

    /// <summary>Writes rows as lines; every column is as wide as its longest cell.</summary>
    public static void Columns(TextWriter output, IReadOnlyList<string[]> rows, params int[] right)
    {
        if (rows.Count == 0) return;
        rows = [.. rows.Select(row => row.Select(Quote.Escaped).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows) output.WriteLine(string.Join("  ", row.Select(Cell)).TrimEnd());

        string Cell(string text, int column) => right.Contains(column) ? text.PadLeft(widths[column]) : text.PadRight(widths[column]);
    }

    /// <summary>Writes text in lines of at most <paramref name="width"/> characters, broken between words; lines after the first are indented further.</summary>
    public static void Prose(TextWriter output, string text, int width, int indent = 0)
    {
        string margin = new(' ', indent);
        foreach ((int i, string line) in Wrap(text, width - indent - 2).Index()) output.WriteLine($"{margin}{(i == 0 ? "" : "  ")}{line}");
    }

    /// <summary>Writes a row whose last cell is wrapped: at <paramref name="width"/>, with texts of it that begin a line each.</summary>
    public static void Row(TextWriter output, string cells, int width, params IEnumerable<string> last)
    {
        IEnumerable<string> lines = last.SelectMany(text => Wrap(text, Math.Max(width - cells.Length, 16)));
        foreach ((int i, string line) in lines.Index()) output.WriteLine($"{(i == 0 ? cells : new string(' ', cells.Length))}{line}");
    }

    /// <summary>Breaks text between words into lines of at most <paramref name="width"/> characters; a longer word is a line.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length == 0) lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= width) lines[^1] += $" {word}";
            else lines.Add(word);
        }
        return lines;
    }

    /// <summary>Returns a number with its noun: <c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Count(int count, string singular) => $"{count} {singular}{(count == 1 ? "" : "s")}";
}
