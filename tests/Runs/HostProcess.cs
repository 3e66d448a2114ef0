using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace RepDynamics.Tests.Runs;

/// <summary>A process of its own that completes tiny runs in a store (tests/host), to be killed or waited for.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Program =
        typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RunHost").Value!;

    private readonly Process process;
    private readonly BlockingCollection<string> lines = [];
    private readonly Task<string> errors;
    private readonly List<string> read = [];

    internal HostProcess(string store, int sideBySide, params string[] runs)
    {
        ProcessStartInfo start = new("dotnet", [Program, store, $"{sideBySide}", .. runs]) { RedirectStandardOutput = true, RedirectStandardError = true };
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is null) lines.CompleteAdding();
            else lines.Add(e.Data);
        };
        process.BeginOutputReadLine();
    }

    /// <summary>All lines read so far.</summary>
    internal IReadOnlyList<string> Lines => read;

    /// <summary>Waits for so many lines, or for the end.</summary>
    internal void Await(int count)
    {
        while (read.Count < count && lines.TryTake(out string? line, Patience)) read.Add(line);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    internal void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to stop, as Ctrl-C does.</summary>
    internal void Interrupt() => Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit();

    /// <summary>Waits for its end and gives the exit code.</summary>
    internal int ExitCode()
    {
        if (!process.WaitForExit(Patience)) Assert.Fail($"The host did not end within {Patience}: {string.Join('\n', read)}");
        while (lines.TryTake(out string? line, Patience)) read.Add(line);
        return process.ExitCode;
    }

    /// <summary>Waits for its end and requires success.</summary>
    internal HostProcess Succeeds()
    {
        Assert.That(ExitCode(), Is.Zero, () => string.Join('\n', read) + "\n" + errors.Result);
        return this;
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
        lines.Dispose();
    }
}
