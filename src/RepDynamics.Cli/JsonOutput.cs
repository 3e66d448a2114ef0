using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RepDynamics.IO;

namespace RepDynamics.Cli;

/// <summary>How <c>--json</c> writes: one document, indented, names in camel case.</summary>
internal static class JsonOutput
{
    /// <summary>Writes one value, and ends the line.</summary>
    public static void Write<T>(TextWriter output, T value) => output.Write(JsonSerializer.Serialize(value, JsonFormat.Indented) + "\n");
}
