using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.Empty.Call([size, dtype, Value.None, device, Value.None, Value.None]).requires_grad_(requires_grad);

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.Zeros.Call([size, dtype, Value.None, device, Value.None]).requires_grad_(requires_grad);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.Ones.Call([size, dtype, Value.None, device, Value.None]).requires_grad_(requires_grad);

    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.Full.Call([size, value, dtype, Value.None, device, Value.None]).requires_grad_(requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Operators.Arange.Call([stop, dtype, Value.None, device, Value.None]).requires_grad_(requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        columns is -1 || columns == rows
            ? Operators.Eye.Call([rows, dtype, Value.None, device, Value.None]).requires_grad_(requires_grad)
            : throw new ArgumentException("The substitute makes square identities only.", nameof(columns));

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<float>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<double>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<long>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<byte>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<bool>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Operators.Cat.CallOnList(tensors, [dim]);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Operators.Stack.CallOnList(tensors, [dim]);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Operators.Where.Call([condition, x, y]);
}
