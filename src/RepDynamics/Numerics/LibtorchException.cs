namespace RepDynamics.Numerics;

/// <summary>The folder of <c>LIBTORCH</c> cannot be used. The message names the folder and what to do.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">The error of the dynamic loader; null where there is none.</param>
public sealed class LibtorchException(string message, Exception? cause = null) : InvalidOperationException(message, cause);
