using System.Runtime.InteropServices;

namespace RepDynamics.Cli;

/// <summary>How a command ends, for scripts; the help of the command lists them.</summary>
internal enum ExitCode
{
    /// <summary>Done; a claim that was run is reproduced, or its profile or seeds do not decide.</summary>
    Ok = 0,

    /// <summary>A claim is contradicted.</summary>
    Contradicted = 1,

    /// <summary>The command line asks for something there is not.</summary>
    Usage = 2,

    /// <summary>A claim is inconclusive, and none is contradicted.</summary>
    Inconclusive = 3,

    /// <summary>A run failed: its claim is not decided.</summary>
    RunFailed = 4,

    /// <summary>Something is damaged, missing or cannot be written, or results depart from the baseline.</summary>
    Attention = 5,

    /// <summary>An error that nobody foresaw (EX_SOFTWARE of sysexits.h).</summary>
    Unexpected = 70,

    /// <summary>Ctrl-C: 128 + SIGINT.</summary>
    Interrupted = 130,

    /// <summary>Asked to end, or its terminal was closed: 128 + SIGTERM.</summary>
    Terminated = 143,
}

/// <summary>What exit codes follow from and mean.</summary>
internal static class ExitCodes
{
    /// <summary>How a command ends that a signal stopped.</summary>
    public static ExitCode Of(PosixSignal? signal) => signal is PosixSignal.SIGINT or null ? ExitCode.Interrupted : ExitCode.Terminated;

    /// <summary>One line a code.</summary>
    public static string Help { get; } = string.Join('\n', Enum.GetValues<ExitCode>().Select(code => $"  {(int)code,3}  {Meaning(code)}"));

    /// <summary>The meaning of a code, in a few words.</summary>
    public static string Meaning(ExitCode code) => code switch
    {
        ExitCode.Ok => "done; a claim that was run is reproduced, or its profile or seeds do not decide",
        ExitCode.Contradicted => "a claim is contradicted",
        ExitCode.Usage => "the command line asks for something there is not",
        ExitCode.Inconclusive => "a claim is inconclusive, and none is contradicted",
        ExitCode.RunFailed => "a run failed: its claim is not decided",
        ExitCode.Attention => "something is damaged, missing or cannot be written, or results depart from the baseline",
        ExitCode.Unexpected => "an unexpected error",
        ExitCode.Interrupted => "interrupted by Ctrl-C; the same command goes on from the resume points",
        ExitCode.Terminated => "ended by SIGTERM or SIGHUP; the same command goes on from the resume points",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such exit code."),
    };
}
