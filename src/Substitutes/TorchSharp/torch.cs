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
    }

    private sealed class GradMode(bool enabled) : IDisposable
    {
        private readonly int before = Door.door_grad_mode(enabled ? 1 : 0);

        public void Dispose() => _ = Door.door_grad_mode(before);
    }
}
