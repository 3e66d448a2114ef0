namespace RepDynamics.Data;

/// <summary>A file of a data set is missing, cut short, too long, or holds something invalid.</summary>
/// <remarks>The message states the file, the place, what was expected, what was found and what to do about it.</remarks>
public sealed class DataFileException(string file, long? offset, string expected, string found, string remedy) : IOException(
    $"{file}{(offset is { } at ? string.Create(CultureInfo.InvariantCulture, $" at byte {at}") : "")}: expected {expected}, found {found}. {remedy}");
