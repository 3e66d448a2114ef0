using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The native functions of door.cpp.</summary>
internal static unsafe partial class Door
{
    private const string Library = "TorchDoor";

    [LibraryImport(Library)] private static partial byte* door_last_error();
    [LibraryImport(Library)] private static partial byte* door_version();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] private static partial IntPtr door_find(string name, string overload);
    [LibraryImport(Library)] public static partial int door_call(IntPtr op, NativeValue* arguments, int count, NativeValue* results, int capacity);
    [LibraryImport(Library)] public static partial void door_release(IntPtr handle);
    [LibraryImport(Library)] public static partial int door_facts(IntPtr handle, long* facts, long* sizes, long* strides, int capacity);
    [LibraryImport(Library)] public static partial void* door_data(IntPtr handle);
    [LibraryImport(Library)] public static partial int door_backward(IntPtr handle);
    [LibraryImport(Library)] public static partial int door_grad(IntPtr handle, out IntPtr grad);
    [LibraryImport(Library)] public static partial int door_set_grad(IntPtr handle, IntPtr grad);
    [LibraryImport(Library)] public static partial int door_set_requires_grad(IntPtr handle, int value);
    [LibraryImport(Library)] public static partial int door_grad_mode(int enabled);
    [LibraryImport(Library)] public static partial int door_grad_mode_enabled();
    [LibraryImport(Library)] public static partial int door_set_num_threads(int threads);
    [LibraryImport(Library)] public static partial int door_get_num_threads();
    [LibraryImport(Library)] public static partial int door_has_cuda();
    [LibraryImport(Library)] public static partial int door_cuda_devices();
    [LibraryImport(Library)] public static partial int door_tf32(int convolutions);
    [LibraryImport(Library)] public static partial int door_allow_tf32(int convolutions, int allow);

    public static string Version => Marshal.PtrToStringUTF8((IntPtr)door_version())!;

    /// <summary>Throws libtorch's message when <paramref name="status"/> tells of a failure; the type is the published package's.</summary>
    public static int Check(int status) => status >= 0 ? status : throw Failure();

    public static IntPtr Find(string name, string overload)
    {
        IntPtr op = door_find(name, overload);
        return op != IntPtr.Zero ? op : throw Failure();
    }

    /// <summary>The address of a tensor's first element; null only for a tensor without elements.</summary>
    public static void* Data(IntPtr handle, long elements)
    {
        void* data = door_data(handle);
        return data is not null || elements == 0 ? data : throw Failure();
    }

    private static ExternalException Failure() => new(Marshal.PtrToStringUTF8((IntPtr)door_last_error()));
}
