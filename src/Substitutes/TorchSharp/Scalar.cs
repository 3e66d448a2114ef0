using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number whose type follows from the C# value, as PyTorch's Scalar.</summary>
public sealed class Scalar
{
    private Scalar(Value value) => Value = value;

    internal Value Value { get; }

    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
}
