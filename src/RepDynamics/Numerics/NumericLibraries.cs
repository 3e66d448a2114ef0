using System.Globalization;

namespace RepDynamics.Numerics;

/// <summary>The native libraries that compute, as loaded in this process. libtorch's version alone does not decide the bits of a result: builds of one version differ.</summary>
internal static class NumericLibraries
{
    private const string Maps = "/proc/self/maps";

    // Only libraries that are loaded together with libtorch: what is loaded at the first use of an operation would make this depend on when it is read.
    private static readonly string[] Families = ["libtorch_cpu.", "libtorch_cuda.", "libopenblas", "libmkl_core.", "libcublas.", "libcudnn."];

    /// <summary>File names with sizes in bytes, sorted: <c>libtorch_cpu.so 461211481</c>.</summary>
    /// <returns>Empty where the system does not list loaded libraries.</returns>
    public static string Loaded() => Described(Files());

    /// <summary>The paths of all files mapped into this process; empty where the system does not list them.</summary>
    public static IEnumerable<string> Files() => File.Exists(Maps) ? File.ReadLines(Maps).Select(Path) : [];

    /// <summary>The same for any files.</summary>
    internal static string Described(IEnumerable<string> files) => string.Join(
        ", ",
        files.Where(file => Families.Any(family => System.IO.Path.GetFileName(file).StartsWith(family, StringComparison.Ordinal))).Distinct()
            .Where(File.Exists)
            .Select(file => $"{System.IO.Path.GetFileName(file)} {new FileInfo(file).Length.ToString(CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal));

    // The sixth field of a line, after five without blanks (proc(5)).
    private static string Path(string line) => line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0 ? line[start..] : "";
}
