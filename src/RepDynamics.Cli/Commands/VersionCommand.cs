using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The command.</summary>
    public static Command Build(Surroundings surroundings)
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("version", "Tell version, commit and stack.") { json };
        command.SetAction(parsed =>
        {
            BuildFacts facts = BuildFacts.OfThis();
            if (parsed.GetValue(json)) JsonOutput.Write(surroundings.Out, facts);
            else surroundings.Out.WriteLine($"repdynamics {facts.Version}, commit {facts.Commit}, {facts.Packages}, {facts.Dotnet}");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Facts about this build.</summary>
    internal sealed record BuildFacts(string Version, string Commit, string Packages, string Dotnet)
    {
        /// <summary>Those of the library in use.</summary>
        public static BuildFacts OfThis()
        {
            Assembly library = typeof(HostEnvironment).Assembly;
            string[] version = (library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');
            string packages =
                library.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "PackageMode")?.Value ?? "unknown";
            return new(version[0], version.Length > 1 ? version[1] : "unknown", packages, RuntimeInformation.FrameworkDescription);
        }
    }
}
