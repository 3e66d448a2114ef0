using RepDynamics.Cli.Progress;
using RepDynamics.Cli.Sweep;
using RepDynamics.Downloads;
using RepDynamics.PaperClaims;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Studies;

namespace RepDynamics.Cli;

/// <summary>The environment of a command: console, folders, claims, training. Tests replace it.</summary>
internal sealed record CommandContext
{
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required TextReader In { get; init; }
    public required bool OutIsTerminal { get; init; }
    public required bool InIsTerminal { get; init; }
    public required int Width { get; init; }
    public required ProjectLayout ProjectLayout { get; init; }
    public required ClaimCatalogue Claims { get; init; }
    public required RunTraining Training { get; init; }
    public required Func<RunStore> Store { get; init; }
    public required TimeProvider Time { get; init; }
    public string CurrentFolder { get; init; } = Environment.CurrentDirectory;
    public Func<Action<FetchProgress>, DataFetch> Fetch { get; init; } = DataFetch.Cifar10;

    /// <summary>Starts handling the signals of a terminal and, in jobs, those that Slurm sends.</summary>
    public required Func<StopSignals> Listen { get; init; }
    public Func<StopSignals> ListenAsJob { get; init; } = StopSignals.ListenAsJob;

    /// <summary>Runs another program, such as squeue.</summary>
    public Func<string, IReadOnlyList<string>, ProgramResult> Programs { get; init; } = ProgramResult.Of;

    /// <summary>The words that start this command, also on another machine.</summary>
    public ImmutableArray<string> Self { get; init; } = ThisCommand();

    /// <summary>Writes text to the output, broken between words at the terminal's width.</summary>
    public void Prose(string text, int indent = 0) => Output.Prose(Out, text, Width, indent);

    /// <summary>Does work that a signal stops; its error then has a remedy.</summary>
    public T Stoppable<T>(string remedy, Func<CancellationToken, T> work)
    {
        using StopSignals signals = Listen();
        try
        {
            return work(signals.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new CommandException(ExitCodes.Of(signals.First), "Interrupted.", remedy, e);
        }
    }

    public static CommandContext OfProcess()
    {
        var layout = ProjectLayout.Of(AppContext.BaseDirectory, Environment.CurrentDirectory);
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            // A terminal without cursor control is written to line by line.
            OutIsTerminal = !Console.IsOutputRedirected
                && (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")),
            InIsTerminal = !Console.IsInputRedirected,
            Width = TerminalWidth(),
            ProjectLayout = layout,
            Claims = new ClaimCatalogue(layout, ClaimProject.Assembly),
            Training = new RunTraining(DefaultStore),
            Store = DefaultStore,
            Listen = StopSignals.Listen,
            Time = TimeProvider.System,
        };
    }

    // A script that starts the command sets REPDYNAMICS_COMMAND, because a job needs the script's set-up.
    private static ImmutableArray<string> ThisCommand()
    {
        if (Environment.GetEnvironmentVariable("REPDYNAMICS_COMMAND") is { Length: > 0 } script) return [script];
        string host = Environment.ProcessPath ?? "repdynamics";
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [host];
    }

    private static RunStore DefaultStore() => new(RunStore.DefaultRoot);

    // Some terminal recorders report 0 columns.
    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 80 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
