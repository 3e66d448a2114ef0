namespace RepDynamics.Numerics;

/// <summary>The libtorch that <c>LIBTORCH</c> names cannot be used. The message is one line and says what to do.</summary>
public sealed class LibtorchException : InvalidOperationException
{
    /// <param name="message">What is wrong, and the remedy.</param>
    public LibtorchException(string message) : base(message)
    {
    }

    /// <param name="message">What is wrong, and the remedy.</param>
    /// <param name="inner">How that was found out.</param>
    public LibtorchException(string message, Exception inner) : base(message, inner)
    {
    }
}
