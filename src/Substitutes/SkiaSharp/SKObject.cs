namespace SkiaSharp;

/// <summary>An object of the drawing library. Disposing it twice is harmless; using it afterwards throws.</summary>
public abstract class SKObject : IDisposable
{
    private bool isDisposed;

    private protected SKObject()
    {
    }

    public void Dispose()
    {
        if (isDisposed || IsShared)
            return;

        isDisposed = true;
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the library owns the object, as with the default typeface: disposing it then does nothing.</summary>
    private protected virtual bool IsShared => false;

    private protected virtual void Release()
    {
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(isDisposed, this);
}
