namespace RepDynamics.Checkpoints;

/// <summary>A folder of features that cannot be used as it is; the message names the file and, where there is one, the layer.</summary>
public sealed class CheckpointException : IOException
{
    internal CheckpointException(string message, string remedy, Exception? cause = null) : base(message, cause) => Remedy = remedy;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
