using System.Reflection;

namespace RepDynamics.Tests.Runs;

/// <summary>A process of its own that completes tiny runs in a store (tests/host): a line an event.</summary>
internal sealed class HostProcess : ChildProcess
{
    private static readonly string Program =
        typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RunHost").Value!;

    internal HostProcess(string store, int sideBySide, params string[] runs)
        : this(store, sideBySide, [], runs)
    {
    }

    internal HostProcess(string store, int sideBySide, Dictionary<string, string> environment, params string[] runs)
        : base(Program, [store, $"{sideBySide}", .. runs], environment)
    {
    }

    /// <summary>Waits for its end and requires success.</summary>
    internal HostProcess Succeeds()
    {
        RequireSuccess();
        return this;
    }
}
