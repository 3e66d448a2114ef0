using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The kinds of argument and result that pass the door; the twin of <c>Tag</c> in door.cpp.</summary>
internal enum Tag : long { None, Tensor, Int, Double, Bool, IntList, TensorList, Device }

/// <summary>
/// What crosses the door: one tagged argument or result, 64 bytes, the twin of <c>Value</c> in door.cpp. Lists of up to six
/// integers travel inside, so that a call pins and allocates nothing.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeValue
{
    public const int Inline = 6;

    public Tag Tag;
    public long Count;
    public fixed long Payload[Inline];
}

/// <summary>An argument before the call: what crosses, and the object that must live until the call returns.</summary>
internal unsafe struct Value
{
    public NativeValue Native;
    public object? Owner;

    private Value(Tag tag, long first)
    {
        Native.Tag = tag;
        Native.Payload[0] = first;
    }

    public static Value None => default;

    public static Value Ints(ReadOnlySpan<long> values)
    {
        if (values.Length > NativeValue.Inline)
            throw new ArgumentException($"{values.Length} integers in a list; the substitute passes at most {NativeValue.Inline}.");
        Value v = new(Tag.IntList, 0);
        v.Native.Count = values.Length;
        for (int i = 0; i < values.Length; i++) v.Native.Payload[i] = values[i];
        return v;
    }

    /// <summary>The handles must stay pinned, and the tensors alive, until the call returns.</summary>
    public static Value Tensors(IntPtr* handles, int count)
    {
        Value v = new(Tag.TensorList, (long)handles);
        v.Native.Count = count;
        return v;
    }

    public static implicit operator Value(torch.Tensor? tensor) =>
        tensor is null ? None : new(Tag.Tensor, tensor.Handle) { Owner = tensor };

    public static implicit operator Value(long value) => new(Tag.Int, value);
    public static implicit operator Value(long? value) => value is { } given ? given : None;
    public static implicit operator Value(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Value(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Value(ReadOnlySpan<long> values) => Ints(values);
    public static implicit operator Value(long[]? values) => values is null ? None : Ints(values);
    public static implicit operator Value(Scalar? value) => value is null ? None : value.Value;
    public static implicit operator Value(torch.ScalarType type) => (long)type;
    public static implicit operator Value(torch.ScalarType? type) => type is { } given ? (long)given : None;

    public static implicit operator Value(torch.Device? device)
    {
        if (device is null) return None;
        Value v = new(Tag.Device, (long)device.type);
        v.Native.Payload[1] = device.index;
        return v;
    }
}
