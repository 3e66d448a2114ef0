using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.PaperClaims;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Studies;

namespace RepDynamics.Experiments;

/// <summary>
/// A claim as NUnit tests: its verdict, the verdict of each part, and its numbers and figures against the baseline. There is one fixture for each
/// class marked <see cref="ClaimAttribute"/>, with the property <c>Claim</c>, so that <c>dotnet test --filter Claim=ID</c> selects it.
/// </summary>
/// <param name="claim">The claim's class.</param>
[TestFixtureSource(typeof(ClaimTests), nameof(Claims))]
public sealed class ClaimTests(Type claim) : IDisposable
{
    private readonly ClaimStudy study = (ClaimStudy)Activator.CreateInstance(claim)!;
    private RunScheduler? scheduler; // null if the data is missing
    private ClaimResults results = null!;
    private AcceptedVerdict? accepted;

    /// <summary>The claims of the project.</summary>
    public static IEnumerable<TestFixtureData> Claims =>
        ClaimStudy.In(ClaimProject.Assembly).Select(pair =>
        {
            TestFixtureData fixture = new TestFixtureData(pair.Value).SetArgDisplayNames(pair.Key);
            fixture.Properties.Set("Claim", pair.Key);
            return fixture;
        });

    private string BaselineFolder => ClaimProject.Layout.Baselines(study.Profile.Name, study.Claim)!;

    private Verdict Verdict => results.Verdict;

    /// <summary>Trains what is registered and decides.</summary>
    [OneTimeSetUp]
    public void TrainAndDecide()
    {
        SnapshotComparison.Register();
        study.Plan(Registration.Load(ClaimProject.Layout.Registration(study.Claim)), Profile.Named(TestContext.Parameters.Get("Profile", "cpu")));
        // Missing data is not a failure. Damaged data is an error of the runs that read it.
        if (study.MissingDataMessage is { } remedy) Assert.Ignore(remedy);
        ProjectLayout layout = TestContext.Parameters.Get("Results") is { Length: > 0 } own ? ClaimProject.Layout.WithResults(own) : ClaimProject.Layout;
        string resultsFolder = layout.Results(study.Profile.Name, study.Claim);
        foreach (string folder in (string[])[Path.GetDirectoryName(resultsFolder)!, BaselineFolder]) AtomicFile.RequireWritable(folder);
        RunLines lines = new(study.Recipes, TestContext.Progress.WriteLine, stored: new RunStore(RunStore.DefaultRoot).CompleteRecipes(study.Recipes));
        scheduler = new RunScheduler(ProjectLayout.Devices(TestContext.Parameters.Get("Device", ClaimProject.Device)), Report)
        {
            Regions = study.Regions,
            DrawsPlane = RegionChoice.Of([study]).Draws,
            Sensitivity = true,
            Estimator = study.Profile.Estimator,
        };
        // On a signal, runs write resume points before the test host ends.
        using var signals = StopSignals.Listen();
        results = study.Decide(scheduler.Run(study.Recipes, signals.Token), resultsFolder);
        accepted = AcceptedVerdict.In(BaselineFolder);
        TestContext.Progress.WriteLine(Verdict.Describe());

        void Report(RunEvent what)
        {
            lines.Take(what);
            if (study.SoFar(what) is { } soFar) TestContext.Progress.WriteLine(soFar);
        }
    }

    /// <summary>Prints the time of each stage.</summary>
    [OneTimeTearDown]
    public void PrintTimes()
    {
        if (scheduler is not null) TestContext.Progress.WriteLine($"Time by stage, summed over threads:\n{scheduler.Stages.Table()}");
    }

    /// <summary>
    /// Passes if the claim is reproduced, fails if it is contradicted or mixed, and is inconclusive otherwise. The category lets a nightly run
    /// exclude known verdicts; <see cref="Numbers_match_the_baseline"/> compares them with the accepted ones.
    /// </summary>
    [Test, Order(1), Category("Verdict")]
    public void Verdict_of_the_claim()
    {
        TestContext.AddTestAttachment(results.VerdictFile, "verdict");
        // A failed run fails the test even though the verdict is only inconclusive.
        if (results.Failures.Length > 0) Assert.Fail(string.Join("\n", results.Failures));
        if (!Verdict.Decides) Assert.Pass(Verdict.Describe());
        switch (Verdict.Outcome)
        {
            case Outcome.Reproduced: Assert.Pass(Verdict.Describe()); break;
            case Outcome.Contradicted or Outcome.Mixed: Assert.Fail(Verdict.Describe()); break;
            default: Assert.Inconclusive(Verdict.Describe()); break;
        }
    }

    /// <summary>The outcome of each part. A part that does not decide never fails: it is inconclusive if it contradicts the claim.</summary>
    /// <param name="name">The part's registered name.</param>
    [PartTests, Order(2), Category("Verdict")]
    public void Verdict_of_a_part(string name)
    {
        PartVerdict part = Verdict.Parts.Single(p => p.Name == name);
        string caution = !Verdict.Decides ? " (this profile only exercises the plumbing)" : part.Decides ? "" : " (reported, not deciding)";
        string message = $"{part.Name}{caution}: {part.Outcome.Words()}. {part.Reason}";
        switch (part.Outcome)
        {
            case var _ when part.IsAgainst && Verdict.Decides && part.Decides: Assert.Fail(message); break;
            case Outcome.Reproduced: Assert.Pass(message); break;
            default:
                if (Verdict.Decides) Assert.Inconclusive(message);
                else Assert.Pass(message);
                break;
        }
    }

    /// <summary>The numbers equal the baseline's; on other numerics, the means differ no more than they do between seeds.</summary>
    [Test, Order(3)]
    public async Task Numbers_match_the_baseline()
    {
        RequireAllRuns();
        string numbers = study.WriteNumbers();
        if (accepted?.WhyNotExact(Verdict) is { } why)
        {
            PassUnless(accepted.Departures(Verdict), why, "no mean departs from the baseline's");
        }
        // A mismatch leaves numbers, verdict and sensitivity, which are accepted together; a match leaves nothing.
        string receivedVerdict = Path.Combine(BaselineFolder, "verdict.received.json");
        string receivedSensitivity = Path.Combine(BaselineFolder, "sensitivity.received.json");
        Directory.CreateDirectory(BaselineFolder);
        File.Delete(receivedVerdict);
        File.Delete(receivedSensitivity);
        try
        {
            await SnapshotComparison.VerifyNumbers(BaselineFolder, numbers);
            Assert.That(accepted, Is.Not.Null, $"The numbers have a baseline, but their verdict has none: accept {receivedVerdict}.");
            Assert.That(accepted!.Changes(Verdict), Is.Empty, "The numbers equal the baseline's, the verdict does not.");
        }
        catch
        {
            VerdictFile.Write(receivedVerdict, Verdict);
            File.Copy(Path.Combine(results.Folder, Variation.FileName), receivedSensitivity, overwrite: true);
            throw;
        }
    }

    /// <summary>Every figure resembles its baseline; on other numerics, it is only checked for plausibility.</summary>
    [Test, Order(4)]
    public async Task Figures_match_the_baseline()
    {
        RequireAllRuns();
        IReadOnlyList<(string Name, string File)> drawn = scheduler!.Stages.Measure("drawing figures", study.WriteFigures);
        if (accepted?.WhyNotExact(Verdict) is { } why)
        {
            BaselineMismatch[] departing =
            [
                .. BaselineComparison.Files(results.Folder, BaselineFolder, FigureTolerance.OtherNetworks)
                    .Where(file => file is { IsFigure: true, Counts: true } && file.Kind != "removed"),
            ];
            foreach (BaselineMismatch figure in departing) SnapshotComparison.Attach(figure);
            PassUnless([.. departing.Select(figure => $"{figure.Name} {figure.Kind}: {figure.Detail}")], why, $"{drawn.Count} figures are within the tolerance");
        }
        // All figures are compared before the test fails.
        string?[] mismatches = await Task.WhenAll(drawn.Select(figure => Task.Run(() => Mismatch(figure.Name, figure.File))));
        if (mismatches.OfType<string>().Any()) Assert.Fail(string.Join("\n", mismatches.OfType<string>()));
    }

    // Ends a test of results that cannot equal the baseline: fails if there are departures, and passes otherwise.
    private static void PassUnless(IReadOnlyList<string> departures, string why, string otherwise)
    {
        string rule = $"Compared {AcceptedVerdict.LooseRule}, because {why}";
        Assert.That(departures, Is.Empty, $"{rule}.");
        Assert.Pass($"{rule}: {otherwise}.");
    }

    // Returns how a figure differs from its baseline; null on a match.
    private async Task<string?> Mismatch(string name, string file)
    {
        using IDisposable _ = scheduler!.Stages.Measure("comparing figures with the baseline");
        return await SnapshotComparison.FigureMismatch(BaselineFolder, name, file);
    }

    /// <summary>Releases the folder of results.</summary>
    public void Dispose() => study.Dispose();

    private void RequireAllRuns()
    {
        if (!results.Complete) Assert.Fail("A run failed: see the verdict.");
    }
}
