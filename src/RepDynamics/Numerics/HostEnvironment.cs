using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace RepDynamics.Numerics;

/// <summary>The facts about machine and software that numbers depend on; every verdict records them.</summary>
internal static class HostEnvironment
{
    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>The facts that affect the bits of numbers under canonical numerics.</summary>
    public static IReadOnlyList<string> Deciding { get; } = ["cpu", "device", "gpu", "instructionSet", "libraries", "libtorch", "numerics", "torchSharp"];

    /// <summary>
    /// Returns facts by name: os, cpu, cores, instructionSet, numerics, dotnet, torchSharp, libtorch, libraries (numeric ones with their
    /// sizes), skiaSharp, commit, device, gpu.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Describe(torch.Device device)
    {
        string libtorch = Libtorch.LoadedVersion; // loads it and the libraries it computes with
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["cpu"] = CpuModel(),
            ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["instructionSet"] = CanonicalNumerics.Applied ? CanonicalNumerics.InstructionSet : "native",
            ["numerics"] = CanonicalNumerics.Applied && device.type == DeviceType.CPU ? "canonical" : "native",
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["libtorch"] = libtorch,
            ["libraries"] = NumericLibraries.Loaded(),
            ["torchSharp"] = Metadata("TorchSharp"),
            ["skiaSharp"] = Metadata("SkiaSharp"),
            ["commit"] = Commit(),
            ["device"] = device.type == DeviceType.CPU ? "cpu" : "cuda",
            ["gpu"] = device.type == DeviceType.CUDA ? Gpus.Models() : "none",
        };
    }

    /// <summary>
    /// The hash of the sources that affect training (numerics, data, networks and training) at the build of this library. It belongs to
    /// a run's key.
    /// </summary>
    public static string TrainingSources { get; } = Hash(Metadata("TrainingSources").Split(' ').Order(StringComparer.Ordinal));

    /// <summary>The hash of the sources of the measures on snapshots.</summary>
    public static string MeasureSources { get; } = Hash(Metadata("MeasureSources").Split(' ').Order(StringComparer.Ordinal));

    private static string Hash(IEnumerable<string> hashes) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', hashes))));

    private static string Metadata(string key) =>
        typeof(HostEnvironment).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value ?? "unknown";

    // The SDK appends the commit to the version: 0.1.0+0123abc...
    private static string Commit() =>
        typeof(HostEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', 2) is [_, string commit]
            ? commit
            : "unknown";

    private static string CpuModel()
    {
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
