namespace RepDynamics.Cli.Baselines;

/// <summary>How a file of a baseline differs from the one that would take its place.</summary>
internal enum ChangeKind
{
    /// <summary>The baseline has no such file yet.</summary>
    Added,

    /// <summary>The contents differ.</summary>
    Changed,

    /// <summary>Only the baseline has it.</summary>
    Removed,
}

/// <summary>One file that accepting would change.</summary>
/// <param name="Name">As in the folder of results: <c>numbers.txt</c>.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Detail">By how much, in words; may be empty.</param>
/// <param name="Noticed">Whether a comparison with the baseline fails by it; a figure may differ within its tolerance.</param>
internal sealed record FileChange(string Name, ChangeKind Kind, string Detail, bool Noticed)
{
    /// <summary>Whether it is a figure.</summary>
    public bool IsFigure => Name.EndsWith(".png", StringComparison.Ordinal);

    /// <summary>The name in the baseline's folder: <c>numbers.verified.txt</c>.</summary>
    public string Verified => VerifiedName(Name);

    /// <summary>The name in the baseline's folder of a file of results.</summary>
    public static string VerifiedName(string name) => $"{Path.GetFileNameWithoutExtension(name)}.verified{Path.GetExtension(name)}";
}
