using System.Collections.Immutable;
using RepDynamics.Cli.Progress;
using RepDynamics.Cli.Sweep;
using RepDynamics.Downloads;
using RepDynamics.PaperClaims;
using RepDynamics.Studies;
using RepDynamics.Runs;

namespace RepDynamics.Cli;

/// <summary>All that a command reads and writes besides files it is told of: tests put their own in its place.</summary>
internal sealed record CommandContext
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors, and progress where it would stand between results.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers of a person.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether a person sees the results as they are written.</summary>
    public required bool OutIsTerminal { get; init; }

    /// <summary>Whether there is a person to ask.</summary>
    public required bool InIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public required int Width { get; init; }

    /// <summary>Where claims, results and baselines are.</summary>
    public required ProjectLayout ProjectLayout { get; init; }

    /// <summary>The claims there are.</summary>
    public required ClaimCatalogue Claims { get; init; }

    /// <summary>Trains.</summary>
    public required ITraining Training { get; init; }

    /// <summary>Where runs are kept.</summary>
    public required Func<RunStore> Store { get; init; }

    /// <summary>Begins to listen to Ctrl-C and its like.</summary>
    public required Func<StopSignals> Listen { get; init; }

    /// <summary>Begins to listen to what a scheduler sends to its jobs.</summary>
    public Func<StopSignals> ListenAsJob { get; init; } = StopSignals.ListenAsJob;

    /// <summary>Runs other programs: those of a cluster.</summary>
    public Func<string, IReadOnlyList<string>, ProgramResult> Programs { get; init; } = ProgramResult.Of;

    /// <summary>The words that start this command again, on another machine, too.</summary>
    public ImmutableArray<string> Self { get; init; } = ThisCommand();

    /// <summary>The folder that relative names start from.</summary>
    public string CurrentFolder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Tells how long something takes.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Fetches CIFAR-10, telling how far it is.</summary>
    public Func<Action<FetchProgress>, DataFetch> Fetch { get; init; } = DataFetch.Cifar10;

    /// <summary>Those of this process.</summary>
    public static CommandContext OfProcess()
    {
        ProjectLayout layout = ProjectLayout.Of(AppContext.BaseDirectory, Environment.CurrentDirectory);
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OutIsTerminal = !Console.IsOutputRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Width = TerminalWidth(),
            ProjectLayout = layout,
            Claims = new ClaimCatalogue(layout, ClaimProject.Assembly),
            Training = new SchedulerTraining(DefaultStore),
            Store = DefaultStore,
            Listen = StopSignals.Listen,
            Time = TimeProvider.System,
        };
    }

    // A script that starts it says so: what it sets up first, a job needs, too.
    private static ImmutableArray<string> ThisCommand()
    {
        if (Environment.GetEnvironmentVariable("REPDYNAMICS_COMMAND") is { Length: > 0 } script) return [script];
        string host = Environment.ProcessPath ?? "repdynamics";
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [host];
    }

    private static RunStore DefaultStore() => new(RunStore.DefaultRoot);

    // A terminal may say 0 columns, as some recorders do.
    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 100 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
