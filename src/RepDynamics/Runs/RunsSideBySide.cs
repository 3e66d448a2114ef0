using System.Globalization;

namespace RepDynamics.Runs;

/// <summary>How many runs somebody wants side by side, for whom one a core, or as many as a GPU trains fastest with, is not right.</summary>
internal static class RunsSideBySide
{
    /// <summary>The variable of the environment that says it.</summary>
    public const string Variable = "REPDYNAMICS_SIDE_BY_SIDE";

    /// <summary>What it says; null where it is not set.</summary>
    /// <exception cref="InvalidOperationException">It is no number of runs.</exception>
    public static int? Asked() => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static int? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int runs) && runs >= 1
            ? runs
            : throw new InvalidOperationException($"{Variable} is '{text}': it must be a number of runs, at least 1, or unset for one a core, or as many as a GPU trains fastest with.");
    }
}
