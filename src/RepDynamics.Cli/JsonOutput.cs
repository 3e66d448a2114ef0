using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RepDynamics.Cli;

/// <summary>How <c>--json</c> writes: one document, indented, names in camel case.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Writes one value, and ends the line.</summary>
    public static void Write<T>(TextWriter output, T value) => output.Write(JsonSerializer.Serialize(value, Options) + "\n");
}
