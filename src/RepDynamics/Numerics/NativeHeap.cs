using System.Runtime.InteropServices;

namespace RepDynamics.Numerics;

/// <summary>How the C library handles the memory that libtorch frees.</summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    /// <summary>
    /// Keeps freed memory for the next step instead of giving it back to the system: every step allocates the same tensors again, and
    /// getting cleared pages from the kernel costs about a tenth of its time (measured with perf). Only glibc knows these settings.
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
            // Another C library: correct all the same.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
