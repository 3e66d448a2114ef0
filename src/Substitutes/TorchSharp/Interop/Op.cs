using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <summary>An operator of the c10 dispatcher, looked up on first use and kept.</summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    // A list result counts as that many results; nothing here splits into more.
    private const int Capacity = 64;

    private IntPtr handle;

    private IntPtr Handle => handle != IntPtr.Zero ? handle : handle = Door.Find("aten::" + name, overload);

    /// <summary>Calls an operator with one tensor as its result.</summary>
    public torch.Tensor Call(ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        return new torch.Tensor((nint)result.Payload[0]);
    }

    /// <summary>Calls an operator that works in place: its result is the tensor it was given, so no new one is made.</summary>
    public torch.Tensor CallInPlace(torch.Tensor self, ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        Door.door_release((nint)result.Payload[0]);
        return self;
    }

    /// <summary>Calls an operator with several tensors, or a list of them, as its results.</summary>
    [SkipLocalsInit]
    public torch.Tensor[] CallMany(ReadOnlySpan<Value> arguments)
    {
        NativeValue* results = stackalloc NativeValue[Capacity];
        int count = Run(arguments, results, Capacity);
        var tensors = new torch.Tensor[count];
        for (int i = 0; i < count; i++) tensors[i] = new torch.Tensor((nint)results[i].Payload[0]);
        return tensors;
    }

    /// <summary>Calls an operator with one number as its result.</summary>
    public double CallNumber(ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        return result.Tag == Tag.Double ? BitConverter.Int64BitsToDouble(result.Payload[0]) : result.Payload[0];
    }

    /// <summary>Calls an operator whose first argument is a list of tensors.</summary>
    public torch.Tensor CallOnList(IEnumerable<torch.Tensor> tensors, ReadOnlySpan<Value> rest)
    {
        torch.Tensor[] list = tensors as torch.Tensor[] ?? [.. tensors];
        var handles = new IntPtr[list.Length];
        for (int i = 0; i < list.Length; i++) handles[i] = list[i].Handle;
        fixed (IntPtr* pinned = handles)
        {
            torch.Tensor result = Call([Value.Tensors(pinned, list.Length), .. rest]);
            GC.KeepAlive(list);
            return result;
        }
    }

    [SkipLocalsInit]
    private int Run(ReadOnlySpan<Value> arguments, NativeValue* results, int capacity)
    {
        NativeValue* native = stackalloc NativeValue[arguments.Length];
        for (int i = 0; i < arguments.Length; i++) native[i] = arguments[i].Native;
        int written = Door.Check(Door.door_call(Handle, native, arguments.Length, results, capacity));
        // Without this a finalizer could free an argument that nobody uses after the call, while the call is running.
        foreach (ref readonly Value argument in arguments) GC.KeepAlive(argument.Owner);
        return written;
    }
}
