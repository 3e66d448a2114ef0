using System.Globalization;

namespace RepDynamics.Data;

/// <summary>A file of a data set is missing, cut short, too long, or holds something invalid.</summary>
/// <remarks>The message states the file, the place, what was expected, what was found and what to do about it.</remarks>
public sealed class DataFileException(string file, long? offset, string expected, string found, string remedy) : IOException(
    $"{file}{(offset is { } at ? string.Create(CultureInfo.InvariantCulture, $" at byte {at}") : "")}: expected {expected}, found {found}. {remedy}")
{
    /// <summary>Path of the file or folder at fault.</summary>
    public string File { get; } = file;

    /// <summary>Byte offset of the fault; null where the whole file is at fault.</summary>
    public long? Offset { get; } = offset;

    /// <summary>What the file should hold.</summary>
    public string Expected { get; } = expected;

    /// <summary>What the file holds.</summary>
    public string Found { get; } = found;

    /// <summary>What the user can do about it.</summary>
    public string Remedy { get; } = remedy;
}
