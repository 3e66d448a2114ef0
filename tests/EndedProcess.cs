using System.Diagnostics;

namespace RepDynamics.Tests;

/// <summary>What a process returned and wrote.</summary>
internal sealed record EndedProcess(int Exit, string Output, string Error)
{
    public string[] Lines => Output.Split('\n');

    /// <summary>Runs a process to its end.</summary>
    public static EndedProcess Of(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
