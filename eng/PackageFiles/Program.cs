namespace RepDynamics.PackageFiles;

/// <summary>The entry point. The build calls it; see <see cref="PackageFilesCommand"/> for the arguments.</summary>
internal static class Program
{
    private static int Main(string[] args) => PackageFilesCommand.Run(args, Console.Out, Console.Error);
}
