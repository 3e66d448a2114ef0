using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        WithGradient(Operators.Zeros.Call([size, dtype, Value.None, device, Value.None]), requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        WithGradient(Operators.Ones.Call([size, dtype, Value.None, device, Value.None]), requires_grad);

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        WithGradient(Operators.Full.Call([size, value, dtype, Value.None, device, Value.None]), requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        WithGradient(Operators.Arange.Call([stop, dtype, Value.None, device, Value.None]), requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        WithGradient(Operators.Eye.Call([rows, columns == -1L ? rows : columns, dtype, Value.None, device, Value.None]), requires_grad);

    // The published package shares the memory of these arrays with the tensor; this one copies it. Write to neither afterwards.
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<float>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<double>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<long>(dataArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Tensor.From<byte>(rawArray, dimensions, dtype, device, requires_grad);

    /// <summary>Joins tensors along a dimension; a single tensor comes back as another object on the same memory.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => tensors.Count switch
    {
        0 => throw new ArgumentException("There is no tensor to join.", nameof(tensors)),
        1 => tensors[0].alias(),
        _ => Operators.Cat.CallOnList([.. tensors], [dim]),
    };

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Operators.Stack.CallOnList([.. tensors], [dim]);

    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null) =>
        Operators.Empty.Call([size, dtype, Value.None, device, Value.None, Value.None]);

    private static Tensor WithGradient(Tensor tensor, bool requires_grad)
    {
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }
}
