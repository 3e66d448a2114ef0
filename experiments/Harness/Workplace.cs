using System.Reflection;
using TorchSharp;

namespace RepDynamics.Experiments.Harness;

/// <summary>Where an experiment reads and writes, and where it trains.</summary>
internal static class Workplace
{
    /// <summary>The root of the checkout the experiments were built from.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>What was accepted: figures, numbers and the verdict they belong to.</summary>
    public static string Baselines(string profile, string claim) => Path.Combine(Root, "baselines", profile, claim);

    /// <summary>What the latest run wrote.</summary>
    public static string Results(string profile, string claim) => Path.Combine(Root, "artifacts", "results", profile, claim);

    /// <summary>The registration of a claim.</summary>
    public static string Registration(string claim) => Path.Combine(Root, "experiments", "registrations", claim + ".json");

    /// <summary>The device of <c>-p:Device</c>.</summary>
    /// <exception cref="InvalidOperationException">It is a GPU and there is none: nothing falls back to the CPU silently.</exception>
    public static torch.Device Device()
    {
        torch.Device device = torch.device(Metadata("Device"));
        if (device.type == DeviceType.CUDA && !torch.cuda.is_available())
        {
            throw new InvalidOperationException(
                "Device=cuda was asked for, but libtorch sees no GPU here: use -p:Device=cpu, or a libtorch with CUDA and a driver.");
        }
        return device;
    }

    private static string Metadata(string key) =>
        typeof(Workplace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
