using System.Reflection;

namespace RepDynamics.Tests;

/// <summary>The checkout these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A path that the build of the tests recorded, such as <c>Command</c>.</summary>
    public static string Built(string name) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(a => a.Key == name)?.Value ?? "";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RepDynamics.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException(
            $"No RepDynamics.sln above {TestContext.CurrentContext.TestDirectory}: run the tests within the repository.");
    }
}
