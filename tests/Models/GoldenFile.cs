using System.Text.Json;

namespace RepDynamics.Tests.Models;

/// <summary>Golden values stay where their script wrote them; the tests run from a folder inside the repository.</summary>
internal static class GoldenFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <param name="path">Relative to the folder <c>tests</c>.</param>
    internal static T Read<T>(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "tests", path);
            if (File.Exists(file)) return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Options)!;
        }
        throw new FileNotFoundException($"tests/{path} is in no folder above the test assembly; run the tests from a checkout.");
    }
}
