using RepDynamics.Cli.Progress;
using RepDynamics.Downloads;
using RepDynamics.Experiments;
using RepDynamics.Experiments.Harness;
using RepDynamics.Runs;

namespace RepDynamics.Cli;

/// <summary>All that a command reads and writes besides files it is told of: tests put their own in its place.</summary>
internal sealed record Surroundings
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
    public required Workplace Workplace { get; init; }

    /// <summary>The claims there are.</summary>
    public required ClaimCatalogue Claims { get; init; }

    /// <summary>Trains.</summary>
    public required ITraining Training { get; init; }

    /// <summary>Where runs are kept.</summary>
    public required Func<RunStore> Store { get; init; }

    /// <summary>Begins to listen to Ctrl-C and its like.</summary>
    public required Func<StopSignals> Listen { get; init; }

    /// <summary>Tells how long something takes.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Fetches CIFAR-10, telling how far it is.</summary>
    public Func<Action<FetchProgress>, DataFetch> Fetch { get; init; } = DataFetch.Cifar10;

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess()
    {
        Workplace workplace = Workplace.Of(AppContext.BaseDirectory, Environment.CurrentDirectory);
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OutIsTerminal = !Console.IsOutputRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Width = TerminalWidth(),
            Workplace = workplace,
            Claims = new ClaimCatalogue(workplace, typeof(ViTSync).Assembly),
            Training = new LaboratoryTraining(DefaultStore),
            Store = DefaultStore,
            Listen = StopSignals.Listen,
            Time = TimeProvider.System,
        };
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
