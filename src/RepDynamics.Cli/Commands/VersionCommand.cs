using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The command.</summary>
    public static Command Build(CommandContext context)
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("version", "Print the version, the commit and the packages it stands on.") { json };
        command.SetAction(parsed =>
        {
            BuildFacts facts = BuildFacts.OfThis();
            if (parsed.GetValue(json)) JsonOutput.Write(context.Out, facts);
            else context.Out.WriteLine($"repdynamics {facts.Version}, commit {facts.Commit}, TorchSharp {facts.TorchSharp}, SkiaSharp {facts.SkiaSharp}, {facts.Dotnet}");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Facts about this build.</summary>
    internal sealed record BuildFacts(string Version, string Commit, string TorchSharp, string SkiaSharp, string Dotnet)
    {
        /// <summary>Those of the library in use.</summary>
        public static BuildFacts OfThis()
        {
            Assembly library = typeof(HostEnvironment).Assembly;
            string[] version = (library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');
            return new(version[0], version.Length > 1 ? version[1] : "unknown", Metadata("TorchSharp"), Metadata("SkiaSharp"), RuntimeInformation.FrameworkDescription);

            string Metadata(string key) => library.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
        }
    }
}
