namespace RepDynamics.Downloads;

/// <summary>What a fetch is doing.</summary>
public enum FetchStage
{
    /// <summary>It downloads.</summary>
    Downloading,

    /// <summary>The connection broke, and it waits before it goes on.</summary>
    Waiting,

    /// <summary>It computes the archive's checksum.</summary>
    Checking,

    /// <summary>It unpacks.</summary>
    Unpacking,
}

/// <summary>How far a fetch is.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Bytes">Bytes of the archive that are here.</param>
/// <param name="Total">Bytes of the archive.</param>
/// <param name="Note">What broke, while it is waiting; else null.</param>
public sealed record FetchProgress(FetchStage Stage, long Bytes, long Total, string? Note = null);
