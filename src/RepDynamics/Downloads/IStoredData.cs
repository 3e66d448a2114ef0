namespace RepDynamics.Downloads;

/// <summary>
/// A data recipe whose images are read from files that a machine may lack. Where it says that they are missing, experiments on it are
/// skipped with what it says, and the command refuses to train; without it, missing files are errors of the runs.
/// </summary>
public interface IStoredData
{
    /// <summary>What is missing on this machine and how to get it, in full sentences; null where all files are there.</summary>
    string? Missing();
}
