using System.Runtime.InteropServices;

namespace RepDynamics.PackageFiles;

/// <summary>The C++ library that the dynamic loader of this system finds.</summary>
internal static class SystemLibrary
{
    /// <summary>
    /// Returns why a library that requires <see cref="LibraryCopy.Version"/> needs no change on this system, or null if it does.
    /// The method queries the dynamic loader for the symbol of this version instead of parsing a file: its C++ library is the one of
    /// every .NET process in the same environment, because the runtime itself depends on it.
    /// </summary>
    public static string? ReasonToKeep()
    {
        if (!OperatingSystem.IsLinux()) return "this system is not Linux";
        if (!NativeLibrary.TryLoad(LibraryCopy.CppLibrary, out nint library)) return null;
        try
        {
            return NativeLibrary.TryGetExport(library, LibraryCopy.Symbol, out _)
                ? $"{LibraryCopy.CppLibrary} of this system provides {LibraryCopy.Version}"
                : null;
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }
}
