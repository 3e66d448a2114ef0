namespace RepDynamics.Downloads;

/// <summary>A data set could not be fetched.</summary>
/// <param name="message">What is wrong, as a full sentence.</param>
/// <param name="remedy">What to do about it, in full sentences.</param>
/// <param name="cause">The exception that told, if any.</param>
public sealed class FetchException(string message, string remedy, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>What to do about it.</summary>
    public string Remedy { get; } = remedy;
}
