namespace RepDynamics.Cli;

/// <summary>An error with a remedy, each in one line.</summary>
internal sealed class CommandException(ExitCode code, string message, string remedy, Exception? cause = null) : Exception(message, cause)
{
    public ExitCode Code { get; } = code;
    public string Remedy { get; } = remedy;

    public static CommandException NoCheckout(string with) =>
        new(ExitCode.Usage, $"There is no checkout with {with}.", "Use ./repdynamics of a clone of the repository.");

    /// <summary>Returns the error for an unknown name of a kind, such as <c>claim</c>.</summary>
    public static CommandException Unknown(string kind, string name, IReadOnlyCollection<string> known) => new(
        ExitCode.Usage, $"There is no {kind} '{name}'.",
        known.Count == 0 ? $"There are no {kind}s." : $"{Nearest.Hint(name, known)}Known {kind}s: {string.Join(", ", known)}.");
}

/// <summary>Finds the known name nearest to a mistyped one.</summary>
internal static class Nearest
{
    /// <summary>Returns the known name with the fewest edits, ignoring case; null if none is near.</summary>
    public static string? To(string name, IEnumerable<string> known) =>
        known.Select(candidate => (candidate, edits: Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.edits <= Math.Max(2, pair.candidate.Length / 3) && pair.edits < pair.candidate.Length)
            .OrderBy(pair => pair.edits)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>Returns <c>Did you mean X? </c>, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known) => To(name, known) is { } nearest ? $"Did you mean {nearest}? " : "";

    // The Levenshtein distance.
    private static int Edits(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
