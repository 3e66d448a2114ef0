using TorchSharp.Interop;

namespace TorchSharp.Utils;

/// <summary>Reads the elements of a tensor on the CPU in row-major order.</summary>
public sealed class TensorAccessor<T> where T : unmanaged
{
    private readonly torch.Tensor tensor;

    internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

    public unsafe T[] ToArray()
    {
        using torch.Tensor dense = tensor.contiguous();
        var array = new T[dense.numel()];
        new ReadOnlySpan<T>(Door.Data(dense.Handle, array.Length), array.Length).CopyTo(array);
        GC.KeepAlive(dense);
        return array;
    }
}
