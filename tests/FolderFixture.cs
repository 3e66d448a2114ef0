using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests;

/// <summary>An empty folder for each test.</summary>
public abstract class FolderFixture
{
    private TemporaryFolder temporary = null!;

    /// <summary>The folder, a full path.</summary>
    protected string Folder => temporary.Path;

    [SetUp]
    public void OpenFolder() => temporary = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => temporary.Dispose();

    protected string In(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>Writes a file of the folder, and makes the folders above it; returns its path.</summary>
    protected string Write(string name, string text)
    {
        string file = In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Writes an executable file and returns its path.</summary>
    protected string WriteProgram(string name, string text)
    {
        string file = Write(name, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    /// <summary>Returns whether an action completes without an exception of type <typeparamref name="T"/>.</summary>
    protected static bool Succeeds<T>(Action attempt) where T : Exception
    {
        try
        {
            attempt();
            return true;
        }
        catch (T)
        {
            return false;
        }
    }
}
