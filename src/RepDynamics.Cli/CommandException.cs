namespace RepDynamics.Cli;

/// <summary>An error that a person can do something about: what is wrong in one line, what to do in another.</summary>
internal sealed class CommandException(ExitCode code, string message, string remedy, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>How the command ends.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>What to do about it; may be empty.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>Of a name that there is not.</summary>
    /// <param name="kind">Such as <c>claim</c>.</param>
    /// <param name="name">What was asked for.</param>
    /// <param name="known">What there is.</param>
    public static CommandException Unknown(string kind, string name, IReadOnlyCollection<string> known)
    {
        string list = known.Count == 0 ? $"There are no {kind}s here." : $"Known {kind}s: {string.Join(", ", known)}.";
        return new(
            ExitCode.Usage,
            $"There is no {kind} '{name}'.",
            Nearest.To(name, known) is { } nearest ? $"Did you mean {nearest}? {list}" : list);
    }
}
