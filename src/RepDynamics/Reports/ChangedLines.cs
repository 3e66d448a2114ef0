using System.Collections.Immutable;
using System.Globalization;

namespace RepDynamics.Reports;

/// <summary>A line that differs between two texts of numbers.</summary>
/// <param name="Line">Its number in the newer text, from 1; of a line that is gone, in the older.</param>
/// <param name="Then">Its words before; empty where it is new.</param>
/// <param name="Now">Its words now; empty where it is gone.</param>
/// <param name="Largest">The largest difference of its numbers; null where other words differ, too.</param>
internal sealed record ChangedLine(int Line, ImmutableArray<string> Then, ImmutableArray<string> Now, double? Largest)
{
    /// <summary>Whether a word is another in the other text.</summary>
    public bool Differs(int word) => Then.Length != Now.Length || Then[word] != Now[word];
}

/// <summary>What changed between two texts of numbers, line by line.</summary>
internal static class ChangedLines
{
    /// <summary>The lines that differ.</summary>
    /// <param name="then">The older text.</param>
    /// <param name="now">The newer text.</param>
    /// <remarks>
    /// Numbers are written line for line, so that lines are paired as they come, after the lines that both texts begin with and before
    /// those that both end with: an added line at one place does not make every later one a change.
    /// </remarks>
    public static ImmutableArray<ChangedLine> Between(string then, string now)
    {
        string[] before = Lines(then), after = Lines(now);
        int shared = Math.Min(before.Length, after.Length), head = 0, tail = 0;
        while (head < shared && before[head] == after[head]) head++;
        while (tail < shared - head && before[^(tail + 1)] == after[^(tail + 1)]) tail++;
        List<ChangedLine> changes = [];
        int most = Math.Max(before.Length, after.Length) - tail;
        for (int i = head; i < most; i++)
        {
            string? old = i < before.Length - tail ? before[i] : null, fresh = i < after.Length - tail ? after[i] : null;
            if (old != fresh) changes.Add(Change(i + 1, Words(old), Words(fresh)));
        }
        return [.. changes];
    }

    private static ChangedLine Change(int line, ImmutableArray<string> then, ImmutableArray<string> now)
    {
        double? largest = then.Length == now.Length ? 0 : null;
        for (int i = 0; largest is not null && i < then.Length; i++)
        {
            if (then[i] == now[i]) continue;
            largest = Number(then[i]) is { } was && Number(now[i]) is { } found ? Math.Max(largest.Value, Math.Abs(was - found)) : null;
        }
        return new(line, then, now, largest);
    }

    // A number may end a clause: 0.125,
    private static double? Number(string word) =>
        double.TryParse(word.TrimEnd(',', ';'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimStart('\uFEFF').Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');

    private static ImmutableArray<string> Words(string? line) => line is null ? [] : [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
