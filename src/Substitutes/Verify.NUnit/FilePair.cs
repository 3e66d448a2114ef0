namespace VerifyTests;

/// <summary>The two files of one snapshot: what the test produced and what was accepted earlier.</summary>
public readonly struct FilePair
{
    public FilePair(string extension, string receivedPath, string verifiedPath)
    {
        Extension = Guards.Extension(extension);
        ReceivedPath = receivedPath;
        VerifiedPath = verifiedPath;
        IsText = TextFile.IsTextExtension(extension);
    }

    /// <summary>Without the leading dot.</summary>
    public string Extension { get; }

    public string ReceivedPath { get; }

    public string VerifiedPath { get; }

    public bool IsText { get; }
}
