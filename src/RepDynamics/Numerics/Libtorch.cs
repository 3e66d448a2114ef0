using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace RepDynamics.Numerics;

/// <summary>
/// Loads the libtorch that TorchSharp uses: the one of the package, beside the program, or an installed one that the environment variable
/// <c>LIBTORCH</c> names.
/// </summary>
internal static partial class Libtorch
{
    /// <summary>The environment variable with the folder of an installed PyTorch or libtorch.</summary>
    public const string FolderVariable = "LIBTORCH";

    // Dependencies before dependents.
    private static readonly string[] Libraries = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    // Why the named libtorch cannot be used; null if it can. A process cannot load a second one, so this is computed once.
    private static readonly Lazy<LibtorchException?> Failure = new(LoadNamed);

    /// <summary>The version that this TorchSharp was built against, such as <c>2.10.0</c>.</summary>
    public static string RequiredVersion { get; } =
        typeof(Libtorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Libtorch").Value!;

    // That version, and the one with which TorchSharp's library was tried besides (docs/gpu.md#setting-up).
    private static readonly string[] UsableVersions = [string.Join('.', RequiredVersion.Split('.')[..2]), "2.11"];

    /// <summary>The versions that <c>LIBTORCH</c> may name, in words: <c>2.10 or 2.11</c>.</summary>
    public static string Usable { get; } = string.Join(" or ", UsableVersions);

    /// <summary>The version of the libtorch in use. Loads it.</summary>
    public static string LoadedVersion
    {
        get
        {
            string published = torch.__version__; // of the package, whatever is loaded
            return Folder is { } folder && Version(folder) is { } found && found != RequiredVersion ? found : published;
        }
    }

    /// <summary>The installed libtorch that <c>LIBTORCH</c> names; null if it is not set.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Returns whether this process has loaded libtorch; false where the system does not list loaded libraries.</summary>
    internal static bool IsLoaded() => NumericLibraries.Loaded().Contains("libtorch_cpu", StringComparison.Ordinal);

    /// <summary>
    /// Loads the libraries of <see cref="Folder"/>, which TorchSharp then uses; without one, those beside the
    /// program where LD_LIBRARY_PATH could name others.
    /// </summary>
    /// <exception cref="LibtorchException">
    /// The folder has no libtorch, has another version, or cannot be loaded into this process. The message is one line.
    /// </exception>
    public static void Load()
    {
        if (Failure.Value is { } failure) throw new LibtorchException(failure.Message, failure);
    }

    /// <summary>Loads without throwing: the next <see cref="Load"/> throws.</summary>
    internal static void TryLoad() => _ = Failure.Value;

    private static LibtorchException? LoadNamed()
    {
        if (Folder is not { } folder)
        {
            LoadOwn();
            return null;
        }
        try
        {
            string libraries = LibraryFolder(folder);
            bool loaded = IsLoaded();
            if (loaded && NumericLibraries.Files().All(file => Path.GetDirectoryName(file) != Path.GetFullPath(libraries)))
            {
                return new LibtorchException(
                    $"LIBTORCH={folder} cannot be used, another libtorch is already loaded: "
                    + "call CanonicalNumerics.Apply() before the first use of TorchSharp.");
            }
            if (!loaded) LoadFrom(libraries, folder);
            return null;
        }
        catch (LibtorchException e)
        {
            return e;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new LibtorchException($"LIBTORCH={folder} cannot be read: {e.Message}", e);
        }
    }

    // The system looks for a library in LD_LIBRARY_PATH, which may hold another PyTorch's, before it looks beside the library that needs it.
    // A library that is already loaded comes before both.
    private static void LoadOwn()
    {
        string own = AppContext.BaseDirectory;
        if (!OperatingSystem.IsLinux() || string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")) || IsLoaded()) return;
        foreach (string file in Libraries.Select(name => Path.Combine(own, FileName(name))).Where(File.Exists)) _ = NativeLibrary.TryLoad(file, out _);
    }

    private static void LoadFrom(string libraries, string folder)
    {
        if (!TorchSharpFindsLoaded)
        {
            throw new LibtorchException(
                $"LIBTORCH={folder} needs the TorchSharp.dll that the build of RepDynamics prepares, not the published one: unset LIBTORCH.");
        }

        RequireNoCuda(AppContext.BaseDirectory, folder);
        foreach (string file in Libraries.Select(name => Path.Combine(libraries, FileName(name))).Where(File.Exists))
        {
            try
            {
                NativeLibrary.Load(file);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new LibtorchException($"LIBTORCH={folder}: {file} does not load: {e.Message.Trim().Split('\n')[^1].Trim()}", e);
            }
        }
    }

    /// <summary>Throws for a program with its own CUDA libraries, which TorchSharp would load beside those of another libtorch.</summary>
    /// <exception cref="LibtorchException">The program has CUDA libraries.</exception>
    internal static void RequireNoCuda(string program, string folder)
    {
        if (File.Exists(Path.Combine(program, FileName("torch_cuda"))))
            throw new LibtorchException($"LIBTORCH={folder} cannot be used by a build with -p:Device=cuda, which has its own CUDA libraries: unset LIBTORCH, or build with -p:Device=cpu.");
    }

    /// <summary>
    /// Whether TorchSharp is the copy of eng/PackageFiles, which marks all of its methods. The published one loads the libtorch beside it
    /// even if another is loaded.
    /// </summary>
    internal static bool TorchSharpFindsLoaded =>
        typeof(torch.Tensor).GetMethod(nameof(torch.Tensor.Dispose), [])!.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoOptimization);

    /// <summary>Returns the folder of the shared libraries of an installed libtorch, after a check of its version.</summary>
    /// <param name="folder">
    /// The <c>torch</c> folder of an installed PyTorch, an unpacked libtorch (both with <c>lib/</c>), or the folder of the package libtorch-cpu-RID.
    /// </param>
    /// <exception cref="LibtorchException">There is no libtorch, its version is not known, or it is another version.</exception>
    internal static string LibraryFolder(string folder)
    {
        string remedy = $"name a PyTorch or libtorch {Usable}, or unset LIBTORCH.";
        string[] places = [Path.Combine(folder, "lib"), Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        string libraries = places.FirstOrDefault(place => File.Exists(Path.Combine(place, FileName("torch_cpu"))))
            ?? throw new LibtorchException(
                $"LIBTORCH={folder} holds no lib/{FileName("torch_cpu")}: name the torch folder of an installed PyTorch {Usable} or an unpacked libtorch, or unset LIBTORCH.");
        string version = Version(folder)
            ?? throw new LibtorchException($"LIBTORCH={folder}: its version is not known (no version.py, build-version or nuspec there): {remedy}");
        if (!UsableVersions.Any(usable => version.StartsWith(usable + ".", StringComparison.Ordinal)))
            throw new LibtorchException($"LIBTORCH={folder} is version {version}, and this TorchSharp needs {Usable}: {remedy}");
        return libraries;
    }

    private static string? Version(string folder)
    {
        IEnumerable<string> files =
            [Path.Combine(folder, "version.py"), Path.Combine(folder, "build-version"), .. Directory.EnumerateFiles(folder, "*.nuspec")];
        return files.Where(File.Exists).Select(file => VersionLine().Match(File.ReadAllText(file))).FirstOrDefault(match => match.Success)?.Groups[1].Value;
    }

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    // __version__ = '2.10.0+cu128' (PyTorch), 2.10.0+cpu (libtorch), <version>2.10.0</version> (package).
    [GeneratedRegex("""(?m)^(?:__version__\s*=\s*['"]|\s*<version>)?(\d+\.\d+\.\d+)""")]
    private static partial Regex VersionLine();
}

/// <summary>The folder of <c>LIBTORCH</c> cannot be used. The message names the folder and a remedy.</summary>
public sealed class LibtorchException(string message, Exception? cause = null) : InvalidOperationException(message, cause);

/// <summary>The numeric native libraries of this process. They are part of a run's key, because builds of one libtorch version differ in bits.</summary>
internal static class NumericLibraries
{
    private const string Maps = "/proc/self/maps";

    // Only libraries that are loaded with libtorch itself: others are loaded by the first operation that needs them.
    private static readonly string[] Families = ["libtorch_cpu.", "libtorch_cuda.", "libopenblas", "libmkl_core.", "libcublas.", "libcudnn."];

    /// <summary>Returns file names with sizes in bytes, sorted, such as <c>libtorch_cpu.so 461211481</c>; empty where the system does not list them.</summary>
    public static string Loaded() => Described(Files());

    /// <summary>Returns the paths of all files mapped into this process; empty where the system does not list them.</summary>
    public static IEnumerable<string> Files() => File.Exists(Maps) ? File.ReadLines(Maps).Select(Path) : [];

    /// <summary>Returns names and sizes of the numeric libraries among some files.</summary>
    internal static string Described(IEnumerable<string> files) => string.Join(
        ", ",
        files.Where(file => Families.Any(family => System.IO.Path.GetFileName(file).StartsWith(family, StringComparison.Ordinal))).Distinct()
            .Where(File.Exists)
            .Select(file => $"{System.IO.Path.GetFileName(file)} {new FileInfo(file).Length.ToString(CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal));

    // The path is the sixth field (proc(5)).
    private static string Path(string line) => line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0 ? line[start..] : "";
}
