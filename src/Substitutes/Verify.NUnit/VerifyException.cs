using System.Text;
using VerifyTests;

/// <summary>
/// A snapshot is new or differs. Internal and without a namespace, as in the published package: tests recognise it by its name and message.
/// The message is what tools parse: the directory, then the pairs of files by what became of them, then the contents.
/// </summary>
internal sealed class VerifyException : Exception
{
    public VerifyException(string message)
        : base(message)
    {
    }

    // Where in this library it was thrown tells a reader nothing.
    public override string StackTrace => "";

    public static VerifyException For(string directory, IReadOnlyList<Comparison> comparisons, IReadOnlyList<string> dangling)
    {
        var message = new StringBuilder();
        Line(message, $"Directory: {directory}");
        foreach (var outcome in new[] { Outcome.New, Outcome.NotEqual })
            ListFiles(message, outcome, comparisons);
        if (dangling.Count > 0)
        {
            Line(message, "Delete:");
            foreach (var path in dangling)
                Line(message, $"  - {Path.GetFileName(path)}");
        }

        ListFiles(message, Outcome.Equal, comparisons);
        ListContents(message, comparisons);
        return new(message.ToString());
    }

    private static void ListFiles(StringBuilder message, Outcome outcome, IReadOnlyList<Comparison> comparisons)
    {
        var matching = comparisons.Where(comparison => comparison.Outcome == outcome).ToList();
        if (matching.Count == 0)
            return;
        Line(message, $"{outcome}:");
        foreach (var comparison in matching)
        {
            Line(message, $"  - Received: {Path.GetFileName(comparison.File.ReceivedPath)}");
            Line(message, $"    Verified: {Path.GetFileName(comparison.File.VerifiedPath)}");
        }
    }

    private static void ListContents(StringBuilder message, IReadOnlyList<Comparison> comparisons)
    {
        var telling = comparisons
            .Where(c => (c.Outcome == Outcome.New && c.File.IsText) || (c.Outcome == Outcome.NotEqual && (c.File.IsText || c.Message is not null)))
            .ToLookup(c => c.Outcome);
        if (telling.Count == 0)
            return;
        Line(message, "\nFileContent:\n");
        foreach (var group in telling)
        {
            Line(message, $"{group.Key}:\n");
            foreach (var comparison in group)
            {
                Line(message, $"Received: {Path.GetFileName(comparison.File.ReceivedPath)}");
                if (comparison.Outcome == Outcome.NotEqual)
                {
                    if (comparison.Message is null)
                        Line(message, comparison.ReceivedText ?? "");
                    Line(message, $"Verified: {Path.GetFileName(comparison.File.VerifiedPath)}");
                    Line(message, comparison.Message is null ? comparison.VerifiedText ?? "" : $"Compare Result:\n{comparison.Message}");
                }
                else
                {
                    Line(message, comparison.ReceivedText ?? "");
                }

                Line(message, "");
            }
        }
    }

    private static void Line(StringBuilder message, string text) => message.Append(text).Append('\n');
}
