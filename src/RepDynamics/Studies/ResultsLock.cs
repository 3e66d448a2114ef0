namespace RepDynamics.Studies;

/// <summary>
/// Locks a folder of results against other processes while verdict, numbers and figures of the same runs are written and compared. The
/// system releases the lock when the process ends.
/// </summary>
internal sealed class ResultsLock : IDisposable
{
    // Polled: the release of another process's lock raises no event.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private ResultsLock(FileStream file) => this.file = file;

    /// <summary>Waits until the folder is free.</summary>
    /// <param name="folder">The folder of results; the lock file is beside it.</param>
    /// <exception cref="IOException">The lock file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock file may not be created.</exception>
    public static ResultsLock Of(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(folder) + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            // Fails in a folder that cannot be written; a failure to open an existing file means that it is locked.
            if (!File.Exists(path)) return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
            try
            {
                return new(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None));
            }
            catch (FileNotFoundException)
            {
            }
            catch (IOException)
            {
                Thread.Sleep(Interval);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
