using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace RepDynamics.Numerics;

/// <summary>
/// Pins what changes the bits of a result on a CPU: the instruction set of every kernel library and one thread an operation.
/// Training is chaotic: kernels for another instruction set, or another number of threads, end in another network. With all of
/// this pinned the same recipe gives the same bits in every process, alone or beside other runs.
/// </summary>
/// <remarks>
/// libtorch and its BLAS read these variables once, when they are loaded, from the native environment (which
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not reach on Unix): so <see cref="Apply"/> comes before the
/// first tensor. One thread a run is also the fast way to fill a machine: as many runs side by side as there are cores.
/// </remarks>
public static partial class CanonicalNumerics
{
    private static readonly Lock Gate = new();
    private static bool applied;

    /// <summary>The native environment that pins the kernels, and which library reads each variable.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["ATEN_CPU_CAPABILITY"] = "avx2",       // libtorch's own kernels
        ["DNNL_MAX_CPU_ISA"] = "AVX2",          // oneDNN before 3.0: convolutions
        ["ONEDNN_MAX_CPU_ISA"] = "AVX2",        // oneDNN
        ["OPENBLAS_CORETYPE"] = "Haswell",      // OpenBLAS: the kernels for AVX2
        ["MKL_CBWR"] = "AVX2,STRICT",           // MKL: conditional bitwise reproducibility
        ["OMP_NUM_THREADS"] = "1",
        ["OPENBLAS_NUM_THREADS"] = "1",
        ["MKL_NUM_THREADS"] = "1",
    };

    /// <summary>Whether <see cref="Apply"/> has run in this process.</summary>
    public static bool Applied => applied;

    /// <summary>Pins the numerics of this process. Later calls do nothing.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor has no AVX2.</exception>
    /// <exception cref="InvalidOperationException">libtorch is loaded already, so that it is too late to pin its kernels.</exception>
    public static void Apply()
    {
        lock (Gate)
        {
            if (applied) return;
            if (!Avx2.IsSupported)
                throw new PlatformNotSupportedException("Canonical numerics pin every kernel to AVX2, which this processor does not have.");
            if (LoadedAlready() && !InheritedEnvironmentIsCanonical())
                throw new InvalidOperationException(
                    "libtorch was loaded before its numerics were pinned: call CanonicalNumerics.Apply() before the first use of a tensor.");
            foreach ((string name, string value) in Variables) SetNative(name, value);
            torch.set_num_threads(1);
            applied = true;
        }
    }

    // The kernel knows what this process has mapped; other systems than Linux cannot tell, and are trusted.
    private static bool LoadedAlready() =>
        File.Exists("/proc/self/maps") && File.ReadLines("/proc/self/maps").Any(line => line.Contains("libtorch_cpu", StringComparison.Ordinal));

    private static bool InheritedEnvironmentIsCanonical() =>
        Variables.All(v => Environment.GetEnvironmentVariable(v.Key) == v.Value);

    private static void SetNative(string name, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, value);
            return;
        }
        if (SetEnv(name, value, 1) != 0) throw new InvalidOperationException($"The environment variable {name} could not be set.");
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
