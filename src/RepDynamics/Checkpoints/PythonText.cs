using System.Collections.Immutable;
using System.Globalization;

namespace RepDynamics.Checkpoints;

/// <summary>Reads the few Python literals that a numpy header is made of, from left to right; spaces between them do not count.</summary>
internal sealed class PythonText(string text)
{
    private static readonly string[] Truths = ["False", "True"];

    /// <summary>Where the next one starts.</summary>
    public int Position { get; private set; }

    /// <summary>Whether only spaces are left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return Position == text.Length;
        }
    }

    /// <summary>Whether a character comes next.</summary>
    public bool Sees(char c)
    {
        SkipSpaces();
        return Position < text.Length && text[Position] == c;
    }

    /// <summary>Takes a character if it comes next.</summary>
    public bool Take(char c)
    {
        if (!Sees(c)) return false;
        Position++;
        return true;
    }

    /// <summary>Takes a string in single or double quotes, without escapes; null if none comes next.</summary>
    public string? String()
    {
        if (!Sees('\'') && !Sees('"')) return null;
        int end = text.IndexOf(text[Position], Position + 1);
        if (end < 0 || text.AsSpan(Position, end - Position).Contains('\\')) return null;
        string value = text[(Position + 1)..end];
        Position = end + 1;
        return value;
    }

    /// <summary>Takes True or False; null if neither comes next.</summary>
    public bool? Boolean()
    {
        SkipSpaces();
        int which = Array.FindIndex(Truths, word => text.AsSpan(Position).StartsWith(word, StringComparison.Ordinal));
        if (which < 0) return null;
        Position += Truths[which].Length;
        return which == 1;
    }

    /// <summary>Takes a tuple of numbers from 0 on, such as <c>()</c>, <c>(3,)</c> or <c>(3, 4L)</c>; null if none comes next.</summary>
    /// <param name="most">The longest tuple that is taken.</param>
    public ImmutableArray<long>? Sizes(int most)
    {
        if (!Take('(')) return null;
        var sizes = ImmutableArray.CreateBuilder<long>();
        while (!Take(')'))
        {
            SkipSpaces();
            int start = Position;
            while (Position < text.Length && char.IsAsciiDigit(text[Position])) Position++;
            if (!long.TryParse(text.AsSpan(start, Position - start), NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return null;
            sizes.Add(size);
            if (sizes.Count > most) return null;
            // Python 2 wrote a long with this letter.
            if (Position < text.Length && text[Position] == 'L') Position++;
            if (!Take(',') && (!Sees(')') || sizes.Count == 1)) return null;
        }
        return sizes.ToImmutable();
    }

    private void SkipSpaces()
    {
        while (Position < text.Length && text[Position] is ' ' or '\n' or '\t') Position++;
    }
}
