using System.Globalization;
using System.Runtime.InteropServices;

namespace RepDynamics.Numerics;

// libtorch's own version says little about the bits: matrix products come from whichever BLAS the system's alternatives name, and
// convolutions from oneDNN, each with a version of its own.

/// <summary>The native libraries that compute, as they are loaded in this process.</summary>
internal static class NumericLibraries
{
    private const string Maps = "/proc/self/maps";

    // What stands in for TorchSharp has kernels of its own. It is compiled where it is used, so that its size may differ with the place alone.
    private const string Door = "libTorchDoor";

    private static readonly string[] Families =
        [Door, "libtorch_cpu", "libtorch_cuda", "libopenblas", "libblas", "libmkl", "libdnnl", "libmkldnn", "libcublas", "libcudnn"];

    /// <summary>
    /// File names with their sizes in bytes, or with their compiler, sorted: <c>libTorchDoor.so GCC 12.2.0, libdnnl.so.2.6 32116032, ...</c>.
    /// </summary>
    /// <returns>Empty where the system does not tell which libraries are loaded.</returns>
    public static string Loaded() => File.Exists(Maps) ? Described(File.ReadLines(Maps).Select(Path)) : "";

    /// <summary>The same for any files.</summary>
    internal static string Described(IEnumerable<string> files) => string.Join(
        ", ",
        files.Where(file => Families.Any(family => System.IO.Path.GetFileName(file).StartsWith(family, StringComparison.Ordinal))).Distinct()
            .Where(File.Exists)
            .Select(file => $"{System.IO.Path.GetFileName(file)} {Compiler(file) ?? new FileInfo(file).Length.ToString(CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal));

    private static string? Compiler(string file) =>
        System.IO.Path.GetFileName(file).StartsWith(Door, StringComparison.Ordinal)
            ? Marshal.PtrToStringUTF8(NativeLibrary.GetExport(NativeLibrary.Load(file), "door_compiler"))
            : null;

    // The sixth field of a line, after five without blanks (proc(5)).
    private static string Path(string line) => line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0 ? line[start..] : "";
}
