using System.Runtime.InteropServices;

namespace RepDynamics.Numerics;

internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    /// <summary>
    /// Keeps freed memory in the process: every step allocates the same tensors again, and the system would map and clear
    /// their pages each time. Only glibc has these settings.
    /// </summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallOpt(MmapThreshold, 1 << 30);
            _ = MallOpt(TrimThreshold, 1 << 30);
            _ = MallOpt(TopPad, 1 << 26);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library: only slower.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
