using System.Text.RegularExpressions;

namespace RepDynamics.Cli.Sweep;

/// <summary>Words as a POSIX shell reads them.</summary>
internal static partial class ShellText
{
    /// <summary>One word: whatever it holds, the shell hands it on as it is.</summary>
    /// <exception cref="ArgumentException">It holds a NUL, which no word can.</exception>
    public static string Quote(string word)
    {
        if (word.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A word of a shell cannot hold a NUL.", nameof(word));
        return Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>Words with blanks between.</summary>
    public static string Line(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>Text that is safe in a comment: one line.</summary>
    public static string Comment(string text) => "# " + string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    // \z: the dollar would let a last line feed pass.
    [GeneratedRegex(@"^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*\z")]
    private static partial Regex Plain();
}
