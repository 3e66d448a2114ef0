using System.Collections.Immutable;
using System.Reflection;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Figures;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using TorchSharp;
using VerifyNUnit;

namespace RepDynamics.Experiments.Harness;

/// <summary>
/// The experiment of one claim. A derived class says how one run is judged (<see cref="Statistic"/>) and what is drawn
/// (<see cref="Draw"/>, <see cref="Numbers"/>); this class trains the registered conditions and seeds, decides by the registered rule,
/// writes the verdict and verifies figures and numbers against the baseline.
/// </summary>
[TestFixture]
public abstract class ClaimExperiment
{
    private Dictionary<(string Condition, long Seed), RunOutcome> outcomes = [];
    private Verdict verdict = null!;
    private AcceptedVerdict accepted = null!;

    /// <summary>What was registered.</summary>
    protected Registration Registration { get; private set; } = null!;

    /// <summary>The scale of this run, from <c>-p:Profile</c>.</summary>
    protected Profile Profile { get; private set; } = null!;

    /// <summary>The decision.</summary>
    protected Verdict Verdict => verdict;

    /// <summary>The seeds registered for the profile.</summary>
    protected ImmutableArray<long> Seeds => Registration.ForProfile(Profile.Name).Seeds;

    private string Claim => GetType().GetCustomAttribute<ClaimAttribute>()!.Id;

    private string BaselineFolder => Workplace.Baselines(Profile.Name, Claim);

    private string ResultsFolder => Workplace.Results(Profile.Name, Claim);

    /// <summary>The registered statistic of one run; null where it is undefined.</summary>
    protected abstract double? Statistic(RunRecord run);

    /// <summary>The figures by file name, without extension.</summary>
    protected abstract IEnumerable<(string Name, Figure Figure)> Draw();

    /// <summary>The numbers behind the figures, as text.</summary>
    protected abstract string Numbers();

    /// <summary>The kept result of one run.</summary>
    /// <param name="condition">A registered condition.</param>
    /// <param name="seed">A registered seed.</param>
    /// <returns>The record, or null when the run failed.</returns>
    protected RunRecord? Run(string condition, long seed) =>
        outcomes[(condition, seed)].Record;

    /// <summary>Trains what is registered and decides.</summary>
    [OneTimeSetUp]
    public void TrainAndDecide()
    {
        Registration = Registration.Load(Workplace.Registration(Claim));
        Profile = Profile.Named(TestContext.Parameters.Get("Profile", "cpu"));
        torch.Device device = Workplace.Device();
        Laboratory laboratory = new(device, TestContext.Progress.WriteLine);
        // In the profile's order, costliest first; a condition that the profile lacks is an error of Profile.Recipe.
        string[] order = [.. Profile.Conditions.Select(c => c.Name)];
        (string Condition, long Seed)[] plan =
            [.. Registration.Conditions.Keys.OrderBy(c => Array.IndexOf(order, c)).SelectMany(c => Seeds.Select(s => (c, s)))];
        outcomes = plan.Zip(laboratory.Run([.. plan.Select(run => Profile.Recipe(run.Condition, run.Seed))])).ToDictionary();
        verdict = Verdict.Of(
            Registration,
            Profile.Name,
            [.. Registration.Parts.Select(Decide)],
            outcomes.ToDictionary(run => Title(run.Key), run => run.Value.Recipe.Hash()),
            Fingerprints(),
            Environment(),
            DateTimeOffset.UtcNow);
        accepted = AcceptedVerdict.In(BaselineFolder);
        Directory.CreateDirectory(ResultsFolder);
        VerdictFile.Write(Path.Combine(ResultsFolder, "verdict.json"), verdict);
        TestContext.Progress.WriteLine(verdict.Describe());
    }

    /// <summary>Reproduced passes, contradicted fails, anything else is inconclusive with its reason.</summary>
    [Test, Order(1)]
    public void Verdict_of_the_claim()
    {
        RunOutcome[] failed = [.. outcomes.Values.Where(o => o.Error is not null)];
        TestContext.AddTestAttachment(Path.Combine(ResultsFolder, "verdict.json"), "verdict");
        // The verdict is inconclusive, but a run that fails is nothing to pass over.
        if (failed.Length > 0)
            Assert.Fail(string.Join("\n", failed.Select(o => $"{o.Recipe.Name()} failed: {o.Error!.Message}")));
        if (!verdict.Decides) Assert.Pass(verdict.Describe());
        switch (verdict.Outcome)
        {
            case Outcome.Reproduced: Assert.Pass(verdict.Describe()); break;
            case Outcome.Contradicted: Assert.Fail(verdict.Describe()); break;
            default: Assert.Inconclusive(verdict.Describe()); break;
        }
    }

    /// <summary>The numbers equal the baseline's, or, on other numerics, their means lie in the baseline's intervals.</summary>
    [Test, Order(2)]
    public async Task Numbers_match_the_baseline()
    {
        RequireAllRuns();
        string numbers = Numbers();
        await File.WriteAllTextAsync(Path.Combine(ResultsFolder, "numbers.txt"), numbers);
        if (accepted.WhyNotExact(verdict) is { } why)
        {
            Assert.That(accepted.Departures(verdict), Is.Empty, $"Compared by the claim's statistic, because {why}.");
            Assert.Pass($"Compared by the claim's statistic, because {why}: every mean lies in the baseline's interval.");
        }
        // Numbers are accepted together with the verdict they belong to: both are left behind by a mismatch.
        string receivedVerdict = Path.Combine(BaselineFolder, "verdict.received.json");
        Directory.CreateDirectory(BaselineFolder);
        VerdictFile.Write(receivedVerdict, verdict);
        await Verifier.Verify(numbers).UseDirectory(BaselineFolder).UseFileName("numbers");
        Assert.That(accepted.Exists, Is.True, $"The numbers have a baseline, but their verdict has none: accept {receivedVerdict}.");
        File.Delete(receivedVerdict);
    }

    /// <summary>Every figure looks like its baseline.</summary>
    [Test, Order(3)]
    public async Task Figures_match_the_baseline()
    {
        RequireAllRuns();
        List<(string Name, string File)> drawn = [];
        foreach ((string name, Figure figure) in Draw())
        {
            string file = Path.Combine(ResultsFolder, name + ".png");
            figure.Save(file);
            drawn.Add((name, file));
        }
        if (accepted.WhyNotExact(verdict) is { } why)
            Assert.Ignore($"Drawn in {ResultsFolder}, not compared with the baseline: {why}.");
        List<string> mismatches = [];
        foreach ((string name, string file) in drawn)
        {
            try
            {
                await Verifier.Verify(await File.ReadAllBytesAsync(file), "png").UseDirectory(BaselineFolder).UseFileName(name);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                mismatches.Add(e.Message); // all figures are compared before the test fails
            }
        }
        if (mismatches.Count > 0) Assert.Fail(string.Join("\n", mismatches));
    }

    private PartVerdict Decide(RegisteredPart part) =>
        Decision.From(
            part.Name,
            [.. Seeds.Select(seed => SeedValues.Of(seed, part, Value(part.Minuend, seed), Value(part.Subtrahend, seed)))],
            Registration.Margin,
            Registration.Confidence,
            Registration.Direction);

    private double? Value(string condition, long seed) => Run(condition, seed) is { } run ? Statistic(run) : null;

    private Dictionary<string, string> Fingerprints()
    {
        Dictionary<string, string> fingerprints = [];
        foreach (((string Condition, long Seed) run, RunOutcome outcome) in outcomes)
        {
            if (outcome.Record is not { } record) continue;
            fingerprints[$"{Title(run)}, training images"] = record.TrainFingerprint;
            fingerprints[$"{Title(run)}, held-out images"] = record.TestFingerprint;
        }
        return fingerprints;
    }

    // What trained the runs, which may be kept from other days and commits: where they differ, all values are told.
    private Dictionary<string, string> Environment() =>
        outcomes.Values.Select(o => o.Record).OfType<RunRecord>().SelectMany(record => record.Environment)
            .GroupBy(fact => fact.Key, fact => fact.Value)
            .ToDictionary(fact => fact.Key, fact => string.Join(" | ", fact.Distinct().Order(StringComparer.Ordinal)));

    private static string Title((string Condition, long Seed) run) => $"{run.Condition} seed {run.Seed}";

    private void RequireAllRuns()
    {
        if (outcomes.Values.Any(o => o.Record is null)) Assert.Fail("A run failed: see the verdict.");
    }
}
