using System.Reflection;

namespace RepDynamics.Tests.Runs;

/// <summary>The program tests/host in a separate process. It completes tiny runs in a store: a line an event.</summary>
internal sealed class HostProcess : ChildProcess
{
    private static readonly string Program =
        typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RunHost").Value!;

    internal HostProcess(string store, int sideBySide, params string[] runs)
        : this(store, sideBySide, [], runs)
    {
    }

    internal HostProcess(string store, int sideBySide, Dictionary<string, string> environment, params string[] runs)
        : this([store, $"{sideBySide}", .. runs], environment)
    {
    }

    private HostProcess(IEnumerable<string> arguments, Dictionary<string, string> environment) : base(Program, arguments, environment)
    {
    }

    /// <summary>Starts one of its subcommands.</summary>
    internal static HostProcess Start(string subcommand, Dictionary<string, string>? environment = null) => new([subcommand], environment ?? []);

    /// <summary>Waits for its end and requires success.</summary>
    internal HostProcess Succeeds()
    {
        RequireSuccess();
        return this;
    }
}
