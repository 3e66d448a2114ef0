using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <summary>An operator of the c10 dispatcher, looked up on first use and kept.</summary>
internal sealed unsafe class Op(string name, string overload = "", string space = "aten")
{
    private const int OnStack = 32;

    private IntPtr handle;

    private IntPtr Handle => handle != IntPtr.Zero ? handle : handle = Door.Find($"{space}::{name}", overload);

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

    /// <summary>Calls an operator whose result is a list of tensors, at most <paramref name="most"/>.</summary>
    public torch.Tensor[] CallMany(long most, ReadOnlySpan<Value> arguments)
    {
        // More than most is for libtorch to refuse; it says why.
        int capacity = (int)Math.Clamp(most, 1, int.MaxValue / sizeof(NativeValue));
        Span<NativeValue> room = capacity <= OnStack ? stackalloc NativeValue[OnStack] : new NativeValue[capacity];
        fixed (NativeValue* results = room)
        {
            var tensors = new torch.Tensor[Run(arguments, results, room.Length)];
            for (int i = 0; i < tensors.Length; i++) tensors[i] = new torch.Tensor((nint)results[i].Payload[0]);
            return tensors;
        }
    }

    /// <summary>Calls an operator with one number as its result.</summary>
    public double CallNumber(ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        return result.Tag == Tag.Double ? BitConverter.Int64BitsToDouble(result.Payload[0]) : result.Payload[0];
    }

    /// <summary>Calls an operator whose first argument is a list of tensors.</summary>
    public torch.Tensor CallOnList(torch.Tensor[] list, ReadOnlySpan<Value> rest) => CallOnLists(1, [list], rest)[0];

    /// <summary>Calls an operator whose first arguments are lists of tensors; its results are at most <paramref name="most"/> tensors, maybe none.</summary>
    public torch.Tensor[] CallOnLists(long most, ReadOnlySpan<torch.Tensor[]> lists, ReadOnlySpan<Value> rest)
    {
        int count = 0;
        foreach (torch.Tensor[] list in lists) count += list.Length;
        var handles = new IntPtr[count];
        var arguments = new Value[lists.Length + rest.Length];
        fixed (IntPtr* pinned = handles)
        {
            int next = 0;
            for (int i = 0; i < lists.Length; i++)
            {
                arguments[i] = Value.Tensors(pinned + next, lists[i].Length);
                foreach (torch.Tensor tensor in lists[i]) handles[next++] = tensor.Handle;
            }
            rest.CopyTo(arguments.AsSpan(lists.Length));
            torch.Tensor[] results = CallMany(most, arguments);
            foreach (torch.Tensor[] list in lists) GC.KeepAlive(list);
            return results;
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
