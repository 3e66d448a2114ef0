using System.Runtime.InteropServices;

namespace RepDynamics.IO;

/// <summary>
/// Makes the names in a folder survive a power cut. Flushing a file writes its content to the disk, but not its name: POSIX guarantees
/// that only after an fsync of the folder, for which .NET has no method.
/// </summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;

    // Not inherited by child processes; the one flag whose value differs between the systems .NET runs on.
    private static readonly int CloseOnExec = OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;

    /// <summary>Waits until the folder's entries are on the disk. Does nothing on Windows, which has no such call.</summary>
    /// <exception cref="IOException">The folder does not exist, or the disk reported an error.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int handle = Retried(() => Open(folder, ReadOnly | CloseOnExec));
        if (handle < 0) throw Fault(folder);
        try
        {
            // Some file systems (CIFS, FUSE) return EINVAL: they cannot flush folders.
            if (Retried(() => Sync(handle)) < 0 && Marshal.GetLastPInvokeError() != InvalidArgument) throw Fault(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static int Retried(Func<int> call)
    {
        int result;
        do result = call();
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    private static IOException Fault(string folder) =>
        new($"The folder {folder} could not be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
