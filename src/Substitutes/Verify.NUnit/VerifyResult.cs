namespace VerifyTests;

/// <summary>What a passing verification leaves behind: the verified files that it matched.</summary>
public class VerifyResult
{
    internal VerifyResult(IReadOnlyList<string> files) => Files = files;

    /// <summary>Paths of the verified files.</summary>
    public IEnumerable<string> Files { get; }
}
