using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace RepDynamics.Numerics;

/// <summary>
/// The libtorch that TorchSharp stands on: the one of the package, beside the program, or an installed one of the same version that the environment
/// variable <c>LIBTORCH</c> names.
/// </summary>
public static partial class Libtorch
{
    /// <summary>The environment variable with the folder of an installed PyTorch or libtorch.</summary>
    public const string FolderVariable = "LIBTORCH";

    // Dependencies before dependents.
    private static readonly string[] Libraries = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    // What keeps the named one from being used; null where nothing does. Found out once: a process cannot load another.
    private static readonly Lazy<LibtorchException?> Failure = new(LoadNamed);

    /// <summary>The version that this TorchSharp was built against, such as <c>2.10.0</c>.</summary>
    public static string RequiredVersion { get; } =
        typeof(Libtorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Libtorch").Value!;

    /// <summary>The installed libtorch of <c>LIBTORCH</c>; null where the variable is not set and the package's is used.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Whether a libtorch is loaded in this process; false where the system does not list loaded libraries.</summary>
    internal static bool IsLoaded() => NumericLibraries.Loaded().Contains("libtorch_cpu", StringComparison.Ordinal);

    /// <summary>
    /// Loads the libraries of <see cref="Folder"/> before TorchSharp loads any, so that it uses these. Does nothing where none is named.
    /// </summary>
    /// <exception cref="LibtorchException">
    /// The folder has no libtorch, has another version, or it cannot be loaded into this process. The message is one line.
    /// </exception>
    public static void Load()
    {
        if (Failure.Value is { } failure) throw new LibtorchException(failure.Message, failure);
    }

    /// <summary>The same without an exception: a <see cref="Load"/> that follows reports what went wrong.</summary>
    internal static void TryLoad() => _ = Failure.Value;

    private static LibtorchException? LoadNamed()
    {
        if (Folder is not { } folder) return null;
        try
        {
            string libraries = LibraryFolder(folder);
            if (IsLoaded()) RequireLoadedFrom(libraries, folder);
            else LoadFrom(libraries, folder);
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

    private static void RequireLoadedFrom(string libraries, string folder)
    {
        if (NumericLibraries.Files().All(file => Path.GetDirectoryName(file) != Path.GetFullPath(libraries)))
            throw new LibtorchException(
                $"LIBTORCH={folder} comes too late, another libtorch is loaded: call CanonicalNumerics.Apply() before the first use of TorchSharp.");
    }

    private static void LoadFrom(string libraries, string folder)
    {
        if (!TorchSharpFindsLoaded)
            throw new LibtorchException(
                $"LIBTORCH={folder} needs the TorchSharp.dll that the build of RepDynamics prepares, and the one in use is as published: unset LIBTORCH.");
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

    /// <summary>Refuses a program with CUDA libraries of its own, which TorchSharp would load beside those of another libtorch.</summary>
    /// <param name="program">The folder of the program.</param>
    /// <param name="folder">What <c>LIBTORCH</c> names.</param>
    /// <exception cref="LibtorchException">It has.</exception>
    internal static void RequireNoCuda(string program, string folder)
    {
        if (File.Exists(Path.Combine(program, FileName("torch_cuda"))))
            throw new LibtorchException($"LIBTORCH={folder} cannot be used by a build with -p:Device=cuda, which has its own CUDA libraries: unset LIBTORCH, or build with -p:Device=cpu.");
    }

    /// <summary>
    /// Whether TorchSharp is the copy of eng/PackageFiles, which marks all of its methods: as published it loads the libtorch beside it even
    /// where another is loaded, and a garbage collection can free an argument of a call that still runs.
    /// </summary>
    internal static bool TorchSharpFindsLoaded =>
        typeof(torch.Tensor).GetMethod(nameof(torch.Tensor.Dispose), [])!.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoOptimization);

    /// <summary>The folder of the shared libraries of an installed libtorch, after its version was checked.</summary>
    /// <param name="folder">
    /// The <c>torch</c> folder of an installed PyTorch, an unpacked libtorch (both with <c>lib/</c>), or the folder of the package libtorch-cpu-RID.
    /// </param>
    /// <exception cref="LibtorchException">There is no libtorch, its version is not known, or it is another version.</exception>
    internal static string LibraryFolder(string folder)
    {
        string required = string.Join('.', RequiredVersion.Split('.')[..2]);
        string[] places = [Path.Combine(folder, "lib"), Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        string? libraries = places.FirstOrDefault(place => File.Exists(Path.Combine(place, FileName("torch_cpu"))));
        if (libraries is null)
            throw new LibtorchException(
                $"LIBTORCH={folder} holds no lib/{FileName("torch_cpu")}: name the torch folder of an installed PyTorch {required} or an unpacked libtorch {required}, or unset LIBTORCH.");
        string version = Version(folder)
            ?? throw new LibtorchException(
                $"LIBTORCH={folder}: its version is not known (no version.py, build-version or nuspec there): name a PyTorch or libtorch {required}, or unset LIBTORCH.");
        if (!version.StartsWith(required + ".", StringComparison.Ordinal))
            throw new LibtorchException(
                $"LIBTORCH={folder} is version {version}, and this TorchSharp needs {required}: name a PyTorch or libtorch {required}, or unset LIBTORCH.");
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
