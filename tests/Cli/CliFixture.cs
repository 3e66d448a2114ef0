using System.Text.Json;
using RepDynamics.Cli;
using RepDynamics.Cli.Sweep;
using RepDynamics.Downloads;
using RepDynamics.PaperClaims;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Studies;
using RepDynamics.Tests.Runs;
using RepDynamics.Tests.Store;

namespace RepDynamics.Tests.Cli;

/// <summary>Runs commands in a temporary checkout with tiny claims, stub training and captured output.</summary>
internal sealed class CliFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private StringWriter output = new();
    private StringWriter error = new();

    public CliFixture()
    {
        Directory.CreateDirectory(Registrations);
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "experiments", "registrations")))
            File.Copy(file, Path.Combine(Registrations, Path.GetFileName(file)));
        foreach (string claim in TinyClaim.Ids) Register(claim);
        string longer = Path.Combine(Registrations, "TinyLong.json");
        File.WriteAllText(longer, File.ReadAllText(longer).Replace("-SGD", "-SGD-long", StringComparison.Ordinal));
        ProjectLayout = ProjectLayout.Checkout(Root);
        RunsFolder = Path.Combine(Root, "runs");
        Training.InStore = recipes => Store.CompleteRecipes(recipes);
    }

    public string Root => folder.Path;

    public ProjectLayout ProjectLayout { get; init; }

    public StubTraining Training { get; } = new();

    public StopSignals Signals { get; private set; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Slurm's programs; by default missing.</summary>
    public Func<string, IReadOnlyList<string>, ProgramResult> Programs { get; set; } = (_, _) => new(null, "", "no such program");

    /// <summary>The answer to a question; null for no terminal.</summary>
    public string? Answer { get; set; }

    public Func<Action<FetchProgress>, DataFetch>? Fetch { get; set; }

    /// <summary>A folder that does not exist yet.</summary>
    public string RunsFolder { get; set; }

    public RunStore Store => new(RunsFolder) { Clock = Time, Disk = new QuickDisk() };

    public string Out => output.ToString();

    public string Error => error.ToString();

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Registrations => Path.Combine(Root, "experiments", "registrations");

    public string Results(string claim) => ProjectLayout.Results("smoke", claim);

    public string Baseline(string claim) => ProjectLayout.Baselines("smoke", claim)!;

    public ExitCode Do(params string[] args)
    {
        (output, error) = (new(), new());
        CommandContext context = new()
        {
            Out = output,
            Error = error,
            In = new StringReader(Answer ?? ""),
            OutIsTerminal = false,
            InIsTerminal = Answer is not null,
            Width = 80,
            ProjectLayout = ProjectLayout,
            Claims = new ClaimCatalogue(ProjectLayout, typeof(ViTSync).Assembly, typeof(TinyOne).Assembly),
            Training = Training,
            Store = () => Store,
            Listen = () => Signals = new StopSignals(),
            ListenAsJob = () => Signals = new StopSignals(patient: true),
            Programs = Programs,
            Self = ["/opt/rep dynamics/run.sh"],
            CurrentFolder = Root,
            Time = Time,
        };
        return CommandLine.Run(args, Fetch is null ? context : context with { Fetch = Fetch });
    }

    public ExitCode Run(params string[] claims) => Do(["run", .. claims, "--profile", "smoke"]);

    public ExitCode Accept(string claim) => Do("accept", claim, "--profile", "smoke", "--yes");

    public JsonElement Json(params string[] args)
    {
        Do([.. args, "--json"]);
        return JsonDocument.Parse(Out).RootElement;
    }

    public void Register(
        string claim, int revision = 1, string parts = """{ "name": "SGD", "minuend": "ViT-SGD", "subtrahend": "ResNet-SGD" }""")
    {
        string revisions = string.Join(
            ", ", Enumerable.Range(1, revision).Select(r => $$"""{ "revision": {{r}}, "date": "2026-11-21", "reason": "for a test" }"""));
        File.WriteAllText(Path.Combine(Registrations, claim + ".json"), $$"""
            {
              "id": "{{claim}}", "sentence": "ViT is better than ResNet.", "paper": "none", "statistic": "Test accuracy.",
              "direction": "greater", "margin": 0.1, "confidence": 0.9,
              "conditions": { "ViT-SGD": "a ViT", "ResNet-SGD": "a ResNet" },
              "parts": [ {{parts}} ],
              "rule": "The part decides.",
              "profiles": { "smoke": { "seeds": [10, 11, 12], "decides": true, "purpose": "Tests." } },
              "date": "2026-11-21", "revision": {{revision}}, "revisions": [ {{revisions}} ]
            }
            """);
    }

    public void Dispose()
    {
        (TinyOwn.Missing, TinyOwn.Renames) = (null, false);
        folder.Dispose();
        output.Dispose();
        error.Dispose();
        Signals.Dispose();
    }
}

/// <summary>The base of tests of commands.</summary>
public abstract class CliTests
{
    private protected CliFixture cli = null!;

    [SetUp]
    public void OpenFixture() => cli = new CliFixture();

    [TearDown]
    public void CloseFixture() => cli.Dispose();
}
