using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SkiaSharp.Native;

/// <summary>Finds the shared libraries, and says what to do when one is missing.</summary>
internal static class NativeLibraries
{
    [ModuleInitializer]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(
            typeof(NativeLibraries).Assembly, static (name, assembly, _) => Load(name, assembly));

    internal static nint Load(string fileName, Assembly assembly)
    {
        if (NativeLibrary.TryLoad(fileName, assembly, null, out var library))
            return library;

        throw new DllNotFoundException(
            $"Figures are drawn with Cairo and fontconfig, and {fileName} is not on this machine: run ./setup.sh, " +
            "which installs libcairo2, libfontconfig1 and fonts-dejavu-core.");
    }
}
