using TorchSharp;

namespace RepDynamics.Numerics;

/// <summary>The GPUs of this machine, as its NVIDIA driver lists them, and why libtorch cannot use any.</summary>
internal static class Gpus
{
    private const string Driver = "/proc/driver/nvidia";

    /// <summary>Returns the GPUs that libtorch can use, in its order; empty if there is none.</summary>
    public static IReadOnlyList<torch.Device> Usable()
    {
        Libtorch.Load();
        return torch.cuda.is_available() ? [.. Enumerable.Range(0, torch.cuda.device_count()).Select(i => torch.device($"cuda:{i}"))] : [];
    }

    /// <summary>Returns why libtorch can use none, and the remedy, in one line. Loads libtorch.</summary>
    public static string WhyNone() =>
        WhyNone(Libtorch.LoadedVersion, NumericLibraries.Loaded().Contains("libtorch_cuda", StringComparison.Ordinal), Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"));

    /// <summary>Returns the distinct models, sorted, such as <c>NVIDIA H200</c>; empty without a driver.</summary>
    internal static string Models(string driver = Driver) => string.Join(
        ", ",
        Known(driver).Select(gpu => Path.Combine(gpu, "information")).Where(File.Exists)
            .SelectMany(File.ReadLines).Where(line => line.StartsWith("Model:", StringComparison.Ordinal))
            .Select(line => line["Model:".Length..].Trim()).Distinct().Order(StringComparer.Ordinal));

    internal static string WhyNone(string libtorch, bool hasCuda, string? visible, string driver = Driver) => (hasCuda, Known(driver).Length, visible) switch
    {
        (false, _, _) =>
            $"this libtorch, {libtorch}, was built without CUDA: build with -p:Device=cuda, or name a PyTorch {Libtorch.Usable} with CUDA by LIBTORCH",
        (_, 0, _) => $"no NVIDIA driver shows a GPU here ({driver}/gpus is missing or empty; run nvidia-smi)",
        (_, var gpus, { } chosen) => $"CUDA_VISIBLE_DEVICES='{chosen}' leaves none of the driver's {gpus}",
        (_, var gpus, null) => $"the driver shows {gpus}, and libtorch {libtorch} cannot use any: it may need a newer driver",
    };

    private static string[] Known(string driver) =>
        Directory.Exists(Path.Combine(driver, "gpus")) ? Directory.GetDirectories(Path.Combine(driver, "gpus")) : [];
}
