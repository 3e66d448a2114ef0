using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RepDynamics.IO;

/// <summary>
/// The JSON options of every file and output, except canonical JSON (<see cref="CanonicalJson"/>): names and enumeration values in camel
/// case, lines that end with a line feed.
/// </summary>
internal static class JsonFormat
{
    /// <summary>Indented by two; only what JSON demands is escaped.</summary>
    public static JsonSerializerOptions Indented { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary><see cref="Indented"/> without white space.</summary>
    public static JsonSerializerOptions OneLine { get; } = new(Indented) { WriteIndented = false };

    /// <summary>Writes as <see cref="Indented"/>; reading throws where a property is unknown, missing, doubled, or null without being nullable.</summary>
    public static JsonSerializerOptions Strict { get; } = new(Indented)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary><see cref="Strict"/> without white space.</summary>
    public static JsonSerializerOptions StrictOneLine { get; } = new(Strict) { WriteIndented = false };

    /// <summary><see cref="StrictOneLine"/> in ASCII: everything else is escaped.</summary>
    public static JsonSerializerOptions StrictAscii { get; } = new(StrictOneLine) { Encoder = JavaScriptEncoder.Default };
}
