namespace TorchSharp;

/// <summary>
/// Disposes every tensor made on this thread while it was the innermost scope, except those moved out of it.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? current;

    private readonly DisposeScope? outer = current;
    private List<torch.Tensor>? tensors = [];

    internal DisposeScope() => current = this;

    internal static DisposeScope? Current => current;

    internal void Add(torch.Tensor tensor)
    {
        tensors!.Add(tensor);
        tensor.Scope = this;
    }

    internal void MoveToOuter(torch.Tensor tensor)
    {
        tensor.Scope = null;
        outer?.Add(tensor);
    }

    public void Dispose()
    {
        if (tensors is null) return;
        foreach (torch.Tensor tensor in tensors)
            if (ReferenceEquals(tensor.Scope, this)) tensor.Dispose();
        tensors = null;
        current = outer;
    }
}

public static partial class torch
{
    /// <summary>Opens a scope that disposes the tensors made in it; scopes nest and belong to the thread.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Switches the recording of gradients off on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static bool is_grad_enabled() => Interop.Door.door_grad_mode_enabled() != 0;

    private sealed class GradMode(bool enabled) : IDisposable
    {
        private readonly int before = Interop.Door.door_grad_mode(enabled ? 1 : 0);

        public void Dispose() => _ = Interop.Door.door_grad_mode(before);
    }

    public static void set_num_threads(int num) => Interop.Door.Check(Interop.Door.door_set_num_threads(num));

    public static int get_num_threads() => Interop.Door.door_get_num_threads();

    public static string __version__ => Interop.Door.Version;
}
