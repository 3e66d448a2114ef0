using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.RunHost;

/// <summary>Shows where the libraries come from.</summary>
internal static class LoadedLibraries
{
    /// <summary>Prints the paths of all libtorch libraries in this process, after a first computation.</summary>
    public static int Run()
    {
        CanonicalNumerics.Apply();
        using torch.Tensor one = torch.ones([1]), two = one + one;
        if (two.ToSingle() is not 2f) throw new InvalidOperationException("1 + 1 is not 2.");
        IEnumerable<string> files = File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is var at and >= 0 ? line[at..] : "");
        foreach (string file in files.Where(file => Path.GetFileName(file) is "libtorch_cpu.so" or "libc10.so" or "libtorch.so").Distinct().Order())
            Console.WriteLine(file);
        return 0;
    }
}
