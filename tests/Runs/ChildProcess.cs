using System.Collections.Concurrent;
using System.Diagnostics;

namespace RepDynamics.Tests.Runs;

/// <summary>A .NET program in a separate process that can be signalled, killed or waited for; its lines are read as they are written.</summary>
internal class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly BlockingCollection<string> lines = [];
    private readonly List<string> read = [];
    private readonly List<string> other = [];

    /// <param name="errors">Whether <see cref="Lines"/> are those of the standard error, rather than of the standard output.</param>
    internal ChildProcess(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool errors = false,
        string? folder = null)
    {
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Take(e.Data, followed: !errors);
        process.ErrorDataReceived += (_, e) => Take(e.Data, followed: errors);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal IReadOnlyList<string> Lines => read;

    /// <summary>The other stream, once the process ended.</summary>
    internal string Other
    {
        get
        {
            lock (other) return string.Join('\n', other);
        }
    }

    /// <summary>Waits for so many lines, or for the end.</summary>
    internal void Await(int count)
    {
        while (read.Count < count && lines.TryTake(out string? line, Patience)) read.Add(line);
    }

    /// <summary>Waits for a line, or for the end.</summary>
    internal void Await(Func<string, bool> wanted)
    {
        while (lines.TryTake(out string? line, Patience))
        {
            read.Add(line);
            if (wanted(line)) return;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    internal void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to stop: by <c>INT</c>, as Ctrl-C does, or <c>TERM</c>.</summary>
    internal void Signal(string signal) => Process.Start("kill", [$"-{signal}", $"{process.Id}"])!.WaitForExit();

    internal int ExitCode()
    {
        if (!process.WaitForExit(Patience)) Assert.Fail($"The process did not end within {Patience}: {string.Join('\n', read)}");
        while (lines.TryTake(out string? line, Patience)) read.Add(line);
        // With no time given, it waits for the streams, too.
        process.WaitForExit();
        return process.ExitCode;
    }

    internal void RequireSuccess() => Assert.That(ExitCode(), Is.Zero, () => string.Join('\n', read) + "\n" + Other);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        if (!process.HasExited) Kill();
        process.Dispose();
        lines.Dispose();
    }

    private void Take(string? line, bool followed)
    {
        if (followed && line is null)
        {
            lines.CompleteAdding();
        }
        else if (followed)
        {
            lines.Add(line!);
        }
        else if (line is not null)
        {
            lock (other) other.Add(line);
        }
    }
}

/// <summary>The program tests/host in a separate process. It completes tiny runs in a store: a line an event.</summary>
internal sealed class HostProcess(IEnumerable<string> arguments, Dictionary<string, string>? environment = null)
    : ChildProcess(Repository.Built("RunHost"), arguments, environment)
{
    internal HostProcess(string store, int sideBySide, params string[] runs) : this(store, sideBySide, [], runs)
    {
    }

    internal HostProcess(string store, int sideBySide, Dictionary<string, string> environment, params string[] runs)
        : this([store, $"{sideBySide}", .. runs], environment)
    {
    }

    internal static HostProcess Start(string subcommand, Dictionary<string, string>? environment = null) => new([subcommand], environment);

    internal HostProcess Succeeds()
    {
        RequireSuccess();
        return this;
    }
}
