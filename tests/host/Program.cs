using RepDynamics.RunHost;

// A process for tests to start. It names no type of RepDynamics or TorchSharp here, so that what a subcommand begins with is the first use.
try
{
    return args switch
    {
        ["scheduler-first"] => SchedulerFirst.Run(),
        ["torchsharp-first"] => TorchSharpFirst.Run(),
        ["loaded"] => LoadedLibraries.Run(),
        _ => TinyRunsProgram.Run(args),
    };
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
