using VerifyNUnit;
using VerifyTests;

namespace RepDynamics.Tests.Substitutes.VerifyContract;

/// <summary>A temporary folder a test, and short ways to put verified files there and to look at what a verification left.</summary>
public abstract class SnapshotFolder
{
    protected string Folder { get; private set; } = "";

    [SetUp]
    public void CreateFolder() => Folder = Directory.CreateTempSubdirectory("repdynamics-verify-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

    protected string PathOf(string file) => Path.Combine(Folder, file);

    protected void Put(string file, string text) => File.WriteAllText(PathOf(file), text);

    protected void Put(string file, byte[] bytes) => File.WriteAllBytes(PathOf(file), bytes);

    protected string TextOf(string file) => File.ReadAllText(PathOf(file));

    protected IEnumerable<string?> Files() => Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    /// <summary>Verifies text as the snapshot <c>it</c> of this test's folder.</summary>
    protected SettingsTask VerifyText(string? text) =>
        Verifier.Verify(text).UseDirectory(Folder).UseFileName("it").DisableRequireUniquePrefix();

    /// <summary>Verifies bytes as the snapshot <c>it</c> of this test's folder.</summary>
    protected SettingsTask VerifyBytes(byte[] bytes, string extension = "png") =>
        Verifier.Verify(bytes, extension).UseDirectory(Folder).UseFileName("it").DisableRequireUniquePrefix();

    /// <summary>The failure of a verification. Its type is internal in the published package, so that it is known by its name.</summary>
    protected static string FailureOf(SettingsTask task)
    {
        var failure = ErrorOf(task);
        Assert.That(failure.GetType().Name, Is.EqualTo("VerifyException"), failure.ToString());
        return failure.Message;
    }

    protected static Exception ErrorOf(SettingsTask task) =>
        Assert.CatchAsync<Exception>(async () => await task) ?? throw new InvalidOperationException("The verification passed.");
}
