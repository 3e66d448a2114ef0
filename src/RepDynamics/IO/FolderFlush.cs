using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RepDynamics.IO;

/// <summary>
/// Makes the names in a folder survive a power cut. Flushing a file writes its content to the disk, but not its name: POSIX guarantees
/// that only after an fsync of the folder, which .NET does not open.
/// </summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0, Interrupted = 4;

    // Not inherited by child processes; the one flag whose value differs between the systems .NET runs on.
    private static readonly int CloseOnExec = OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;

    /// <summary>Waits until the folder's entries are on the disk. Does nothing on Windows, which has no such call.</summary>
    /// <exception cref="IOException">The folder does not exist, or the disk reported an error.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        int opened;
        do opened = Open(folder, ReadOnly | CloseOnExec);
        while (opened < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (opened < 0) throw Fault(Marshal.GetLastPInvokeErrorMessage());
        using SafeFileHandle handle = new(opened, ownsHandle: true);
        try
        {
            // Ignores EINVAL, which some file systems (CIFS, FUSE) return: they cannot flush folders.
            RandomAccess.FlushToDisk(handle);
        }
        catch (IOException e)
        {
            throw Fault(e.Message);
        }

        IOException Fault(string why) => new($"The folder {folder} could not be flushed to the disk: {why.TrimEnd('.')}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
