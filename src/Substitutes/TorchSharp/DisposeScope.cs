namespace TorchSharp;

/// <summary>
/// Disposes every tensor made on this thread while it was the innermost scope, except those moved out of it.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static Thread? ours;

    private readonly Thread owner;
    private DisposeScope? outer;
    private bool disposed;

    // The tensors are a list linked through themselves: leaving it costs as little as entering it, and allocates nothing.
    private torch.Tensor? newest;

    internal DisposeScope()
    {
        owner = ours ??= new Thread();
        outer = owner.Innermost;
        owner.Innermost = this;
    }

    internal static void Register(torch.Tensor tensor) => ours?.Innermost?.Add(tensor);

    internal void Remove(torch.Tensor tensor)
    {
        if (tensor.Older is { } older) older.Newer = tensor.Newer;
        if (tensor.Newer is { } newer) newer.Older = tensor.Older;
        else newest = tensor.Older;
        tensor.Older = tensor.Newer = null;
        tensor.Scope = null;
    }

    internal void MoveToOuter(torch.Tensor tensor)
    {
        Remove(tensor);
        outer?.Add(tensor);
    }

    internal void Replace(torch.Tensor tensor, torch.Tensor successor)
    {
        Remove(tensor);
        Add(successor);
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        while (newest is { } tensor) tensor.Dispose();
        owner.Remove(this);
    }

    private void Add(torch.Tensor tensor)
    {
        tensor.Scope = this;
        tensor.Older = newest;
        if (newest is not null) newest.Newer = tensor;
        newest = tensor;
    }

    /// <summary>The open scopes of one thread, from the innermost outwards.</summary>
    private sealed class Thread
    {
        public DisposeScope? Innermost { get; set; }

        // Scopes may be disposed in any order, and on any thread.
        public void Remove(DisposeScope scope)
        {
            if (Innermost == scope)
            {
                Innermost = scope.outer;
                return;
            }
            for (DisposeScope? inner = Innermost; inner is not null; inner = inner.outer)
                if (inner.outer == scope) inner.outer = scope.outer;
        }
    }
}
