using System.Globalization;

namespace RepDynamics.Data;

/// <summary>A file of a data set is missing, cut short, too long, or holds something it must not hold.</summary>
/// <remarks>The message says which file, where, what was expected, what was found and what to do about it.</remarks>
public sealed class DataFileException : IOException
{
    /// <summary>Describes one fault of one file.</summary>
    /// <param name="file">Path of the file or folder.</param>
    /// <param name="offset">Byte offset of the fault within the file; null when the whole file is at fault.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="remedy">What the user can do, as a full sentence.</param>
    public DataFileException(string file, long? offset, string expected, string found, string remedy)
        : base(Describe(file, offset, expected, found, remedy))
    {
        File = file;
        Offset = offset;
        Expected = expected;
        Found = found;
        Remedy = remedy;
    }

    /// <summary>Path of the file or folder at fault.</summary>
    public string File { get; }

    /// <summary>Byte offset of the fault; null when the whole file is at fault.</summary>
    public long? Offset { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>What the user can do about it.</summary>
    public string Remedy { get; }

    private static string Describe(string file, long? offset, string expected, string found, string remedy)
    {
        var place = offset is { } at ? string.Create(CultureInfo.InvariantCulture, $" at byte {at}") : "";
        return $"{file}{place}: expected {expected}, found {found}. {remedy}";
    }
}
