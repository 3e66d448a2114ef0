using System.Globalization;

namespace RepDynamics.Cli;

/// <summary>Ages given on the command line.</summary>
internal static class Age
{
    private const int MostDays = 100_000;

    /// <summary>The time of a text such as <c>30d</c>: a whole number of hours (h), days (d) or weeks (w).</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static TimeSpan Parse(string text)
    {
        int hours = text.Length == 0 ? 0 : text[^1] switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 };
        return hours > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && (long)count * hours <= MostDays * 24L
            ? TimeSpan.FromHours((long)count * hours)
            : throw new CommandException(
                ExitCode.Usage, $"--older-than {text}: '{text}' is no age.", "Give hours, days or weeks in whole numbers: 36h, 30d, 8w.");
    }
}
