using System.ComponentModel;
using System.Diagnostics;

namespace RepDynamics.Cli.Sweep;

/// <summary>What came of another program.</summary>
/// <param name="Exit">Its exit code; null when there is no such program.</param>
/// <param name="Out">What it wrote.</param>
/// <param name="Error">What it complained of.</param>
internal sealed record ProgramResult(int? Exit, string Out, string Error)
{
    /// <summary>Whether it was there and did what it was asked.</summary>
    public bool Ok => Exit == 0;

    /// <summary>Its complaint in one line; what it wrote where it made none.</summary>
    public string Why => (Error.Trim().Length > 0 ? Error : Out).Trim() is { Length: > 0 } text
        ? string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(2))
        : $"exit code {Exit}";

    /// <summary>Runs a program of the system and waits for it.</summary>
    /// <param name="program">Found on <c>PATH</c>.</param>
    /// <param name="arguments">One word each; no shell reads them.</param>
    public static ProgramResult Of(string program, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            return new(null, "", e.Message);
        }
    }
}
