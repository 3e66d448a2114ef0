using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;

namespace RepDynamics.Cli.Commands;

internal static class VersionCommand
{
    public static Command Build(CommandContext context)
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("version", "Print the version, the commit and the versions of packages.") { json };
        command.SetAction(parsed =>
        {
            var facts = BuildFacts.OfThis();
            if (parsed.GetValue(json)) Output.Json(context.Out, facts);
            else context.Out.WriteLine($"repdynamics {facts.Version}, commit {facts.Commit}, TorchSharp {facts.TorchSharp}, SkiaSharp {facts.SkiaSharp}, {facts.Dotnet}");
            return (int)ExitCode.Ok;
        });
        return command;
    }

    internal sealed record BuildFacts(string Version, string Commit, string TorchSharp, string SkiaSharp, string Dotnet)
    {
        public static BuildFacts OfThis()
        {
            Assembly library = typeof(HostEnvironment).Assembly;
            string[] version = (library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');
            return new(version[0], version.Length > 1 ? version[1] : "unknown", Metadata("TorchSharp"), Metadata("SkiaSharp"), RuntimeInformation.FrameworkDescription);

            string Metadata(string key) => library.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
        }
    }
}
