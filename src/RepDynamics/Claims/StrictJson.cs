using System.Text.Json;
using RepDynamics.IO;

namespace RepDynamics.Claims;

/// <summary>How this namespace reads and writes JSON: nothing unknown, missing, null or twice; always the same text.</summary>
internal static class StrictJson
{
    /// <summary>
    /// Indented by two, lines ended by a line feed, the last one too; numbers in the shortest form that reads back.
    /// </summary>
    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonFormat.Strict) + "\n";

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
            var place = fault.LineNumber is { } line ? $" (line {line + 1})" : "";
            throw new ClaimFileException(file, (fault.Path ?? "").TrimStart('$').TrimStart('.'), Explain(fault) + place, fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClaimFileException(file, "", "There is no such file.", fault);
        }
    }

    /// <summary>Says for the commonest faults what was expected, in words of the file rather than of .NET.</summary>
    private static string Explain(JsonException fault)
    {
        var message = fault.Message.Split(" Path: ")[0];
        if (message.Split("missing required properties including: ") is [_, var fields])
            return $"Missing: {fields}";
        if (message.Split("The JSON property ") is [_, var unknown] && unknown.Split(" could not be mapped") is [var field, _])
            return $"There is no field {field} in this kind of file.";
        if (message.Split("could not be converted to ") is not [_, var type])
            return message;
        // A number that may be left out is still a number: System.Nullable`1[System.Double].
        return type.TrimEnd('.').Replace("System.Nullable`1[", "", StringComparison.Ordinal).TrimEnd(']') switch
        {
            "System.DateOnly" => "Expected a date as year-month-day, such as \"2026-11-21\".",
            "System.DateTimeOffset" => "Expected a date and time, such as \"2026-11-21T22:30:05+00:00\".",
            "System.Double" => "Expected a number.",
            "System.Int32" or "System.Int64" => "Expected a whole number.",
            "System.Boolean" => "Expected true or false.",
            "System.String" => "Expected a text in quotes.",
            "RepDynamics.Claims.Direction" => "Expected \"greater\" or \"less\".",
            "RepDynamics.Claims.SimilarityMeasure" => "Expected \"cka\", \"ckaDebiased\", \"ckaClassToken\" or \"regions\".",
            "RepDynamics.Claims.EpochGrid" => "Expected \"logarithmic\" or \"linear\".",
            "RepDynamics.Claims.Outcome" => "Expected \"reproduced\", \"contradicted\" or \"inconclusive\".",
            _ => message,
        };
    }

    /// <summary>A copy in ordinal order of the keys, so that equal contents are written as equal text.</summary>
    internal static IReadOnlyDictionary<string, T> Ordered<T>(IReadOnlyDictionary<string, T> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new SortedDictionary<string, T>(entries.ToDictionary(), StringComparer.Ordinal);
    }
}
