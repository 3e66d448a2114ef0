namespace RepDynamics.Cli;

/// <summary>Text in lines of a terminal.</summary>
internal static class Paragraph
{
    /// <summary>Lines of at most <paramref name="width"/> characters, broken between words; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
