namespace RepDynamics.Studies;

/// <summary>
/// Keeps other processes out of one folder of results while verdict, numbers and figures of the same runs are written and compared. Ends
/// with its owner, however that ends.
/// </summary>
internal sealed class ResultsLock : IDisposable
{
    // A lock held by another process tells nobody when it goes: it can only be tried again. Writing and comparing takes seconds.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private ResultsLock(FileStream file) => this.file = file;

    /// <summary>Waits until the folder is free.</summary>
    /// <param name="folder">The folder of results; the lock's file lies beside it.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static ResultsLock Of(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(folder) + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            // The first failure to open a file that is there is taken for another's lock; a folder that cannot be written fails here.
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
