namespace RepDynamics.Training;

/// <summary>A state that does not belong to the network, the optimizer or the run it is given to.</summary>
public sealed class StateMismatchException : Exception
{
    /// <param name="message">Names what does not fit, and the remedy.</param>
    public StateMismatchException(string message) : base(message)
    {
    }

    /// <param name="message">Names what does not fit, and the remedy.</param>
    /// <param name="inner">How that was found out.</param>
    public StateMismatchException(string message, Exception inner) : base(message, inner)
    {
    }
}
