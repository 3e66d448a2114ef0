namespace RepDynamics.Cli;

/// <summary>Rows of text, aligned.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    /// <summary>A line a row; every column is as wide as its longest cell.</summary>
    /// <param name="rows">All with the same number of cells.</param>
    /// <param name="right">Columns of numbers, which stand at the right, from 0.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, params int[] right)
    {
        if (rows.Count == 0) return [];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join(Gap, row.Select(Cell)).TrimEnd());

        string Cell(string text, int column) => right.Contains(column) ? text.PadLeft(widths[column]) : text.PadRight(widths[column]);
    }
}
