using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace RepDynamics.Numerics;

/// <summary>
/// Pins the instruction set of every kernel library and one thread per operation, so that on a CPU the same recipe gives the same bits
/// in every process, alone or beside other runs. Training is chaotic: kernels for another instruction set, or another number of threads,
/// end in another network.
/// </summary>
/// <remarks>
/// <para>
/// libtorch reads <see cref="Variables"/> once, when it is loaded or computes first, from the native environment, which
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not change on Unix. They are set when this assembly is loaded;
/// a program that uses TorchSharp before RepDynamics calls <see cref="Apply"/> before its first tensor. One thread per run is also the
/// fastest way to use all cores: as many concurrent runs as there are cores. On processors other than x64, libtorch has one set of kernels,
/// and only the threads are pinned.
/// </para>
/// <para>
/// Measured with libtorch 2.10 on a processor with AVX2 and without AVX-512. A lower value of <c>ATEN_CPU_CAPABILITY</c> changes the bits of
/// activations and normalization, of <c>ONEDNN_MAX_CPU_ISA</c> those of convolutions and GELU, of <c>MKL_CBWR</c> those of matrix products;
/// each changes a training step. Without any of them the bits there stay the same, because AVX2 is that processor's best set. Two threads
/// change sums, convolutions and training steps. One thread set by <see cref="torch.set_num_threads(int)"/> gives the same bits on every
/// thread of the process without <c>OMP_NUM_THREADS</c>, which covers what computes before <see cref="Apply"/>.
/// </para>
/// </remarks>
public static partial class CanonicalNumerics
{
    private static readonly Lock Gate = new();
    private static bool libtorchCameFirst;

    /// <summary>The instruction set that kernels are pinned to: <c>avx2</c>, or <c>baseline</c> on processors other than x64.</summary>
    public static string InstructionSet { get; } = X64 ? "avx2" : "baseline";

    /// <summary>The native environment that pins the kernels, and the library that reads each variable.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = X64
        ? new Dictionary<string, string>
        {
            ["ATEN_CPU_CAPABILITY"] = "avx2",   // libtorch's own kernels
            ["ONEDNN_MAX_CPU_ISA"] = "AVX2",    // oneDNN: convolutions
            ["ONEDNN_DEFAULT_FPMATH_MODE"] = "STRICT", // oneDNN: no bfloat16 in place of float32
            ["MKL_CBWR"] = "AVX2,STRICT",       // MKL: matrix products
            ["OMP_NUM_THREADS"] = "1",          // every thread pool
        }
        : new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1" };

    /// <summary>Whether <see cref="Apply"/> has run in this process.</summary>
    public static bool Applied { get; private set; }

    private static bool X64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Pins the numerics of this process and loads libtorch (<see cref="Libtorch"/>). Later calls do nothing.</summary>
    /// <inheritdoc cref="RequireInstructionSet" path="/exception"/>
    /// <exception cref="LibtorchException"><c>LIBTORCH</c> names a folder that cannot be used.</exception>
    public static void Apply()
    {
        lock (Gate)
        {
            if (Applied) return;
            RequireInstructionSet();
            Libtorch.Load();
            torch.set_num_threads(1);
            Applied = true;
        }
    }

    /// <summary>Throws unless all kernels of this process use <see cref="InstructionSet"/>. Loads nothing.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor is an x64 without AVX2.</exception>
    /// <exception cref="InvalidOperationException">libtorch was already loaded, so that its kernels can no longer be pinned.</exception>
    public static void RequireInstructionSet()
    {
        if (X64 && !Avx2.IsSupported)
            throw new PlatformNotSupportedException("Canonical numerics pin every kernel to AVX2, which this processor does not have.");
        if (libtorchCameFirst)
        {
            throw new InvalidOperationException(
                "libtorch was loaded before its numerics were pinned: call CanonicalNumerics.Apply() before the first use of TorchSharp.");
        }
    }

    // Runs before any other code of this assembly: anything that names torch.CPU loads libtorch, after which kernels cannot be pinned.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Must run before any caller loads libtorch.")]
    internal static void SetUp()
    {
        libtorchCameFirst = Libtorch.IsLoaded() && Variables.Any(v => Environment.GetEnvironmentVariable(v.Key) != v.Value);
        foreach ((string name, string value) in Variables)
        {
            int error = OperatingSystem.IsWindows() ? PutEnv(name, value) : SetEnv(name, value, 1);
            if (error != 0) throw new InvalidOperationException($"The environment variable {name} could not be set (error {error}).");
        }
        Libtorch.TryLoad();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutEnv(string name, string value);
}
