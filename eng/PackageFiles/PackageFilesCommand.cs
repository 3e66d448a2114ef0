namespace RepDynamics.PackageFiles;

/// <summary>Parses the command line, runs a subcommand and returns the exit code.</summary>
internal static class PackageFilesCommand
{
    internal const int Success = 0;
    internal const int Failure = 1;
    internal const int UsageError = 2;

    internal const string Usage =
        "usage: RepDynamics.PackageFiles library SOURCE DESTINATION [--always] | assembly SOURCE DESTINATION | fonts ASSEMBLY DESTINATION-FOLDER NAME...";

    /// <summary>Runs one subcommand.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Receives one line: what was done.</param>
    /// <param name="error">Receives one line if the exit code is not 0, in the format of MSBuild's errors.</param>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            string? done = args switch
            {
                ["library", var source, var destination] => LibraryCopy.Run(source, destination, always: false),
                ["library", var source, var destination, "--always"] => LibraryCopy.Run(source, destination, always: true),
                ["assembly", var source, var destination] => AssemblyCopy.Run(source, destination),
                ["fonts", var assembly, var folder, _, ..] => FontFiles.Run(assembly, folder, args[3..]),
                _ => null,
            };
            if (done is null)
            {
                error.WriteLine(Line(Usage));
                return UsageError;
            }

            output.WriteLine(done);
            return Success;
        }
        catch (PackageFileException e)
        {
            error.WriteLine(Line(e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A path that does not exist, is no file, cannot be read or written, is empty; or a full disk.
            error.WriteLine(Line($"{string.Join(' ', args)}: {e.Message.TrimEnd('.')}; check these paths and the free space"));
        }

        return Failure;
    }

    private static string Line(string message) => $"RepDynamics.PackageFiles: error: {message.ReplaceLineEndings(" ")}";
}
