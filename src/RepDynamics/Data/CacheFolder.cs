namespace RepDynamics.Data;

/// <summary>The folder in the user's cache where data sets and runs are kept.</summary>
internal static class CacheFolder
{
    public static string Of(string name) =>
        Of(name, Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    public static string Of(string name, Func<string, string?> variable, string home)
    {
        // The XDG base directory specification says to ignore relative paths.
        string cache = variable("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? xdg
            : Path.IsPathFullyQualified(home) ? Path.Combine(home, ".cache")
            : throw new IOException(
                $"There is no folder for {name}: HOME is '{variable("HOME")}', which is no folder. Set HOME or XDG_CACHE_HOME, "
                + "or REPDYNAMICS_RUNS and REPDYNAMICS_DATA.");
        return Path.Combine(cache, "repdynamics", name);
    }
}
