using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>Tensors as their bits: equal texts are equal to the bit, signs of zero and all.</summary>
internal static class BitwiseEqual
{
    internal static string Of(Tensor tensor) => $"{tensor.dtype} [{string.Join(",", tensor.shape)}] {Convert.ToHexString(SHA256.HashData(Bytes(tensor)))}";

    internal static string Of(IReadOnlyDictionary<string, Tensor> tensors) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {Of(t.Value)}")))));

    internal static string Of(TrainingState state) => $"epoch {state.Epoch}, step {state.Step}: {Of(state.Tensors)}";

    internal static string Of(SnapshotMetrics metrics) =>
        $"{metrics.Epoch}: {metrics.Loss:R} {metrics.TrainAccuracy:R} {metrics.MislabelledTrueAccuracy:R} {metrics.TestAccuracy:R}";

    internal static byte[] Bytes(Tensor tensor)
    {
        using Tensor plain = tensor.detach().contiguous();
        return plain.dtype == ScalarType.Int64
            ? MemoryMarshal.AsBytes<long>(plain.data<long>().ToArray()).ToArray()
            : MemoryMarshal.AsBytes<float>(plain.data<float>().ToArray()).ToArray();
    }

    /// <summary>The state as it comes back from a file: the same numbers in new memory, row by row.</summary>
    internal static TrainingState FromFile(TrainingState state) =>
        new(state.Epoch, state.Step, state.Tensors.ToDictionary(t => t.Key, t => FromFile(t.Value)));

    internal static Tensor FromFile(Tensor saved)
    {
        byte[] bytes = Bytes(saved);
        Tensor read = saved.dtype == ScalarType.Int64
            ? tensor(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), saved.shape)
            : tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), saved.shape);
        return read.DetachFromDisposeScope();
    }
}
