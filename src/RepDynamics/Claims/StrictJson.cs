using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>How this namespace reads and writes JSON: nothing unknown, missing, null or twice; always the same text.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Indented by two, lines ended by a line feed, the last one too; numbers in the shortest form that reads back.</summary>
    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    internal static T Read<T>(string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Options)
                ?? throw new ClaimFileException(file, "", "Expected a JSON object, found null.");
        }
        catch (JsonException fault)
        {
            var place = fault.LineNumber is { } line ? $" (line {line + 1})" : "";
            var message = fault.Message.Split(" Path: ")[0];
            throw new ClaimFileException(file, (fault.Path ?? "").TrimStart('$').TrimStart('.'), message + place, fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClaimFileException(file, "", "There is no such file.", fault);
        }
    }

    /// <summary>A copy in ordinal order of the keys, so that equal contents are written as equal text.</summary>
    internal static IReadOnlyDictionary<string, T> Ordered<T>(IReadOnlyDictionary<string, T> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new SortedDictionary<string, T>(entries.ToDictionary(), StringComparer.Ordinal);
    }
}
