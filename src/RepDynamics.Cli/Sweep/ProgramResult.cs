using System.ComponentModel;
using System.Diagnostics;

namespace RepDynamics.Cli.Sweep;

/// <summary>The result of another program.</summary>
/// <param name="Exit">The exit code; null if there is no such program.</param>
/// <param name="Out">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProgramResult(int? Exit, string Out, string Error)
{
    public bool Ok => Exit == 0;

    /// <summary>The last lines of its errors or, without any, of its output, in one line.</summary>
    public string Why => (Error.Trim().Length > 0 ? Error : Out).Trim() is { Length: > 0 } text
        ? string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(2))
        : $"exit code {Exit}";

    /// <summary>Runs a program of the system and waits for it.</summary>
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
