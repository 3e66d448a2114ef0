using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Files through which the process that measures RepDynamics gives its inputs and results to the references, which compute the same from the
/// same inputs and compare. Arrays are raw, little-endian.
/// </summary>
internal static class Exchange
{
    public static void Write<T>(string file, T[] values) where T : unmanaged
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, MemoryMarshal.AsBytes<T>(values));
    }

    public static T[] Read<T>(string file) where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(file)).ToArray();

    public static void Write(string file, Tensor values) => Write(file, values.cpu().contiguous().data<float>().ToArray());

    public static Tensor Read(string file, params long[] shape) => tensor(Read<float>(file)).reshape(shape);

    /// <summary>Writes all parameters and buffers, in the order of their names.</summary>
    public static void WriteWeights(string file, nn.Module network)
    {
        using DisposeScope scope = NewDisposeScope();
        Write(file, cat([.. Named(network).Select(tensor => tensor.detach().to(ScalarType.Float32).flatten())]));
    }

    /// <summary>Reads them into a network whose parameters and buffers have the same names and sizes; shapes may differ.</summary>
    public static void ReadWeights(string file, nn.Module network)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] targets = [.. Named(network)];
        Tensor[] values = Read(file, -1).split([.. targets.Select(target => target.numel())]);
        foreach ((Tensor target, Tensor value) in targets.Zip(values)) target.copy_(value.view(target.shape));
    }

    private static IEnumerable<Tensor> Named(nn.Module network) => network.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value);
}
