using System.Text;
using System.Text.Json;
using RepDynamics.IO;

namespace RepDynamics.Claims;

/// <summary>Reads and writes JSON: rejects unknown, missing, null and duplicate fields; equal values give equal text.</summary>
internal static class StrictJson
{
    /// <summary>Replaces a file: indented by two, every line ends with a line feed, numbers are in the shortest form that reads back.</summary>
    internal static void Write<T>(string file, T value) =>
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, JsonFormat.Strict) + "\n"));

    internal static T Read<T>(string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), JsonFormat.Strict)
                ?? throw new ClaimFileException(file, "", "Expected a JSON object, found null.");
        }
        catch (JsonException fault)
        {
            string place = fault.LineNumber is { } line ? $" (line {line + 1})" : "";
            throw new ClaimFileException(file, (fault.Path ?? "").TrimStart('$').TrimStart('.'), Explain(fault) + place, fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClaimFileException(file, "", "There is no such file.", fault);
        }
    }

    /// <summary>Describes the most common faults in terms of the file instead of .NET types.</summary>
    private static string Explain(JsonException fault)
    {
        string message = fault.Message.Split(" Path: ")[0];
        if (message.Split("missing required properties including: ") is [_, var fields]) return $"Missing: {fields}";
        if (message.Split("The JSON property ") is [_, var unknown] && unknown.Split(" could not be mapped") is [var field, _])
            return $"There is no field {field} in this kind of file.";
        if (message.Split("could not be converted to ") is not [_, var type]) return message;
        // An optional number is System.Nullable`1[System.Double].
        return type.TrimEnd('.').Replace("System.Nullable`1[", "", StringComparison.Ordinal).TrimEnd(']') switch
        {
            "System.DateOnly" => "Expected a date as year-month-day, such as \"2026-11-21\".",
            "System.DateTimeOffset" => "Expected a date and time, such as \"2026-11-21T22:30:05+00:00\".",
            "System.Double" => "Expected a number.",
            "System.Int32" or "System.Int64" => "Expected a whole number.",
            "System.Boolean" => "Expected true or false.",
            "System.String" => "Expected a text in quotes.",
            "RepDynamics.Claims.Direction" => "Expected \"greater\", \"less\", \"either\" or \"within\".",
            "RepDynamics.Claims.SimilarityMeasure" => "Expected \"cka\", \"ckaDebiased\", \"ckaClassToken\", \"ckaPooled\", \"ckaDeconfounded\", \"ckaWithoutOutliers\" or \"regions\".",
            "RepDynamics.Claims.EpochGrid" => "Expected \"logarithmic\" or \"linear\".",
            "RepDynamics.Claims.Outcome" => "Expected \"reproduced\", \"contradicted\", \"mixed\", \"noDifference\", \"inconclusive\" or \"notDecided\".",
            _ => message,
        };
    }

    /// <summary>Returns a copy in ordinal order of the keys, so that equal contents are written as equal text.</summary>
    internal static IReadOnlyDictionary<string, T> Ordered<T>(IReadOnlyDictionary<string, T> entries) =>
        new SortedDictionary<string, T>(entries.ToDictionary(), StringComparer.Ordinal);
}

/// <summary>A registration or verdict file is missing, malformed or inconsistent.</summary>
/// <param name="field">JSON path of the field at fault, such as <c>parts[0].name</c>; empty for the file as a whole.</param>
/// <param name="fault">What is wrong, as a full sentence.</param>
public sealed class ClaimFileException(string file, string field, string fault, Exception? cause = null)
    : IOException(field.Length == 0 ? $"{file}: {fault}" : $"{file}, field {field}: {fault}", cause);
