namespace RepDynamics.Numerics;

/// <summary>The GPUs that the NVIDIA driver of this machine tells of.</summary>
internal static class Gpus
{
    private const string Driver = "/proc/driver/nvidia/gpus";

    /// <summary>Their models, sorted, each once: <c>NVIDIA H200</c>; empty where there is no driver.</summary>
    public static string Models(string driver = Driver) => !Directory.Exists(driver) ? "" : string.Join(
        ", ",
        Directory.EnumerateDirectories(driver).Select(gpu => Path.Combine(gpu, "information")).Where(File.Exists)
            .SelectMany(File.ReadLines).Where(line => line.StartsWith("Model:", StringComparison.Ordinal))
            .Select(line => line["Model:".Length..].Trim()).Distinct().Order(StringComparer.Ordinal));
}
