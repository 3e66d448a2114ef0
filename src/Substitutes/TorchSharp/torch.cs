using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch.</summary>
    public static string __version__ => Door.Version;

    /// <summary>Opens a scope that disposes the tensors made in it; scopes nest and belong to the thread.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Switches the recording of gradients off on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static bool is_grad_enabled() => Door.door_grad_mode_enabled() != 0;

    public static void set_num_threads(int num) => Door.Check(Door.door_set_num_threads(num));

    public static int get_num_threads() => Door.Check(Door.door_get_num_threads());

    public static class cuda
    {
        public static bool is_available() => Door.Check(Door.door_has_cuda()) != 0;

        /// <summary>The GPUs that this process may use; 0 where there is none.</summary>
        public static int device_count() => Door.Check(Door.door_cuda_devices());
    }

    /// <summary>Settings of the libraries behind libtorch, for the whole process.</summary>
    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Whether matrix products on a GPU may round their inputs to TF32; libtorch's default is no.</summary>
                public static bool allow_tf32
                {
                    get => Door.Check(Door.door_tf32(Products)) != 0;
                    set => Door.Check(Door.door_allow_tf32(Products, value ? 1 : 0));
                }
            }
        }

        public static class cudnn
        {
            /// <summary>Whether convolutions on a GPU may round their inputs to TF32; libtorch's default is yes.</summary>
            public static bool allow_tf32
            {
                get => Door.Check(Door.door_tf32(Convolutions)) != 0;
                set => Door.Check(Door.door_allow_tf32(Convolutions, value ? 1 : 0));
            }
        }

        private const int Products = 0, Convolutions = 1;
    }

    private sealed class GradMode(bool enabled) : IDisposable
    {
        private readonly int before = Door.door_grad_mode(enabled ? 1 : 0);

        public void Dispose() => _ = Door.door_grad_mode(before);
    }
}
