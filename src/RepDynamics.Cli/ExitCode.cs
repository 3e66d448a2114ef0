using System.Runtime.InteropServices;

namespace RepDynamics.Cli;

/// <summary>Exit codes; <c>repdynamics --help</c> lists them.</summary>
internal enum ExitCode
{
    Ok = 0,
    Contradicted = 1,
    Usage = 2,
    Inconclusive = 3,
    RunFailed = 4,
    Attention = 5,

    /// <summary>EX_SOFTWARE of sysexits.h.</summary>
    Unexpected = 70,

    /// <summary>128 + SIGINT.</summary>
    Interrupted = 130,

    /// <summary>128 + SIGTERM.</summary>
    Terminated = 143,
}

internal static class ExitCodes
{
    public static ExitCode Of(PosixSignal? signal) => signal is PosixSignal.SIGINT or null ? ExitCode.Interrupted : ExitCode.Terminated;

    /// <summary>The codes and their meanings, in lines that fit 80 columns where the help indents them.</summary>
    public static string Help { get; } = string.Join('\n', Enum.GetValues<ExitCode>().Select(code =>
        $"  {(int)code,3}  {string.Join("\n       ", Output.Wrap(Meaning(code), 68))}"));

    public static string Meaning(ExitCode code) => code switch
    {
        ExitCode.Ok => "success; claims that were run are reproduced, or their profile or seeds do not decide",
        ExitCode.Contradicted => "a claim is contradicted or mixed",
        ExitCode.Usage => "the command line is invalid",
        ExitCode.Inconclusive => "a claim is inconclusive or not decided, and none is contradicted or mixed",
        ExitCode.RunFailed => "a run failed: its claim is not decided",
        ExitCode.Attention => "something is damaged, missing or cannot be written, or results depart from the baseline",
        ExitCode.Unexpected => "an unexpected error",
        ExitCode.Interrupted => "interrupted by Ctrl-C; the same command continues from the resume points",
        ExitCode.Terminated => "ended by SIGTERM or SIGHUP; the same command continues from the resume points",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such exit code."),
    };
}
