namespace RepDynamics.Tests;

/// <summary>The checkout these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RepDynamics.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException(
            $"No RepDynamics.sln above {TestContext.CurrentContext.TestDirectory}: run the tests within the repository.");
    }
}
