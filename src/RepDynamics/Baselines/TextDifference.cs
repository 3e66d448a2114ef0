using System.Text.RegularExpressions;

namespace RepDynamics.Baselines;

/// <summary>A line that differs between two texts of numbers.</summary>
/// <param name="Line">Its number in the newer text, from 1; of a removed line, in the older text.</param>
/// <param name="Then">Its words before; empty where the line was added.</param>
/// <param name="Now">Its words now; empty where the line was removed.</param>
/// <param name="Numbers">How many numbers differ; 0 where <paramref name="Largest"/> is null.</param>
/// <param name="Largest">The largest difference of two numbers; null where the lines differ by more than their numbers.</param>
internal sealed record ChangedLine(int Line, ImmutableArray<string> Then, ImmutableArray<string> Now, int Numbers, double? Largest)
{
    public bool Differs(int word) => Then.Length != Now.Length || Then[word] != Now[word];
}

/// <summary>The differences between two texts of numbers, line by line.</summary>
/// <param name="Numbers">How many numbers the newer text holds.</param>
internal sealed partial record TextDifference(ImmutableArray<ChangedLine> Lines, int Numbers)
{
    /// <summary>Compares two texts; a byte order mark, the kind of line ends and line ends at the end make no difference.</summary>
    /// <remarks>
    /// Lines are paired in order, after the lines that both texts begin with and before those that both end with, so that an added line does
    /// not make every later line a change.
    /// </remarks>
    public static TextDifference Between(string then, string now)
    {
        string[] before = Split(then), after = Split(now);
        int shared = Math.Min(before.Length, after.Length), head = 0, tail = 0;
        while (head < shared && before[head] == after[head]) head++;
        while (tail < shared - head && before[^(tail + 1)] == after[^(tail + 1)]) tail++;
        return new(
            [
                .. from i in Enumerable.Range(head, Math.Max(before.Length, after.Length) - tail - head)
                   let old = i < before.Length - tail ? before[i] : ""
                   let fresh = i < after.Length - tail ? after[i] : ""
                   where old != fresh
                   select Compare(i + 1, old, fresh),
            ],
            Number().Count(now));
    }

    public static TextDifference OfFiles(string then, string now) => Between(File.ReadAllText(then), File.ReadAllText(now));

    /// <summary>Returns a text without a byte order mark and without line ends at its end, lines separated by a line feed.</summary>
    internal static string Normalize(string text) => text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n');

    /// <summary>How many numbers differ, and by how much at most.</summary>
    public override string ToString() => Lines.Any(line => line.Largest is null)
        ? "the text differs, not only its numbers"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Lines.Sum(line => line.Numbers)} of {Numbers} numbers differ, by {Lines.Select(line => line.Largest!.Value).DefaultIfEmpty(0).Max():0.###} at most");

    private static ChangedLine Compare(int line, string then, string now)
    {
        ImmutableArray<string> before = Words(then), after = Words(now);
        bool onlyNumbers = before.Select(Masked).SequenceEqual(after.Select(Masked));
        double[] distances = onlyNumbers ? [.. Parse(then).Zip(Parse(now), (a, b) => Math.Abs(a - b))] : [];
        return new(line, before, after, distances.Count(distance => distance > 0), onlyNumbers ? distances.DefaultIfEmpty(0).Max() : null);
    }

    private static string[] Split(string text) => Normalize(text) is { Length: > 0 } lines ? lines.Split('\n') : [];

    private static ImmutableArray<string> Words(string line) => [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Masked(string word) => Number().Replace(word, "#");

    private static IEnumerable<double> Parse(string line) => Number().Matches(line).Select(match => double.Parse(match.ValueSpan, CultureInfo.InvariantCulture));

    // A hyphen within a word is not a sign.
    [GeneratedRegex(@"(?<![\w-])-?\d+(?:\.\d+)?")]
    private static partial Regex Number();
}
