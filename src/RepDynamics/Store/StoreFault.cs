namespace RepDynamics.Store;

/// <summary>The messages for errors of the disk: run, file and remedy.</summary>
internal static class StoreFault
{
    /// <summary>Something could not be written.</summary>
    public static IOException Written(string run, string what, string folder, Exception cause) => new(
        $"The run {run} could not be kept, writing {what} in {folder}: {cause.Message} What was committed before is whole. Free some disk "
        + $"space or allow writing there, or set {RunStore.FolderVariable} to a folder with room, and start again.",
        cause);

    /// <summary>A run could not be opened.</summary>
    public static IOException Opened(string run, string folder, Exception cause) => new(
        $"The run {run} in {folder} could not be opened: {cause.Message} Free some disk space, allow reading and writing there, or set "
        + $"{RunStore.FolderVariable} to another folder.",
        cause);
}
