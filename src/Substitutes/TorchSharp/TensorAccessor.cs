using TorchSharp.Interop;

namespace TorchSharp.Utils;

/// <summary>Reads the elements of a tensor on the CPU in row-major order.</summary>
public sealed class TensorAccessor<T> where T : unmanaged
{
    private readonly torch.Tensor tensor;

    internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

    public long Count => tensor.numel();

    public unsafe T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result);
        return result;
    }

    public unsafe void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = (int)Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (tensor.is_contiguous())
        {
            Copy(tensor, array, arrayIndex, tensorIndex, count);
            return;
        }
        using torch.Tensor dense = tensor.contiguous();
        Copy(dense, array, arrayIndex, tensorIndex, count);
    }

    private static unsafe void Copy(torch.Tensor dense, T[] array, int arrayIndex, long tensorIndex, int count)
    {
        var first = (T*)Door.Data(dense.Handle, dense.numel());
        new ReadOnlySpan<T>(first + tensorIndex, count).CopyTo(array.AsSpan(arrayIndex));
        GC.KeepAlive(dense);
    }
}
