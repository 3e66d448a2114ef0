using System.Text.Json;

namespace RepDynamics.Tests.Models;

/// <summary>Golden values stay where their script wrote them.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <param name="path">Relative to the folder <c>tests</c>.</param>
    internal static T Read<T>(string path) => JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(Repository.Root, "tests", path)), Options)!;
}
