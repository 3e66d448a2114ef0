using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.PaperClaims;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Tests.Claims;
using RepDynamics.Training;

namespace RepDynamics.Tests.Studies;

/// <summary>
/// Controls: every claim decides, from its registration to its verdict, what was planted in its runs; and does not reproduce where nothing was,
/// whatever else differs.
/// </summary>
public class ControlTests : FolderFixture
{
    private static double Last(Recipe recipe) => recipe.Epochs;

    private static bool IsVit(Recipe recipe) => recipe.Network is VisionTransformerRecipe;

    private static bool IsSgd(Recipe recipe) => recipe.Optimizer is SgdRecipe;

    private static double Fit(Recipe recipe) => Math.Floor(recipe.Epochs / 4.05);

    // A steady turn in ln t; its amount by depth.
    private static PlantedRun Steady(Recipe recipe, Func<double, double>? amount = null) =>
        new() { Fit = Fit(recipe), Angle = (depth, t) => (amount?.Invoke(depth) ?? .7) * Math.Log(2 * t) / Math.Log(2 * Last(recipe)) };

    // All blocks at the same time, by amounts that grow with depth; or each at its own time.
    private static PlantedRun InStep(Recipe recipe) => Steady(recipe, depth => .2 + .6 * depth);

    private static PlantedRun OneAfterAnother(Recipe recipe) => new()
    {
        Fit = Fit(recipe),
        Angle = (depth, t) => .6 * Math.Clamp(3 * Math.Log(2 * t) / Math.Log(2 * Last(recipe)) - 2 * depth, 0, 1),
    };

    // Three phases as clear as asked for, 1 for steps; the steps are at t_g and t*.
    private static PlantedRun Phased(Recipe recipe, double clarity, double lag = 6)
    {
        double first = Math.Round(Last(recipe) / 6), second = Math.Round(.4 * Last(recipe));
        return new()
        {
            Fit = second,
            Peak = first,
            Half = (2, 2 * lag),
            Angle = (_, t) => clarity * (.35 * (t >= first ? 1 : 0) + .35 * (t >= second ? 1 : 0))
                + (1 - clarity) * .7 * (.5 * Math.Log(2 * t) / Math.Log(2 * Last(recipe)) + .5 * t / Last(recipe)),
        };
    }

    private static PlantedRun SlowingAt(Recipe recipe, double ratio)
    {
        double turn = ratio * Fit(recipe);
        return new() { Fit = Fit(recipe), Jitter = .001, Angle = (_, t) => .15 * Math.Log(2 * Math.Min(t, turn)) + .02 * Math.Log(Math.Max(t, turn) / turn) };
    }

    // The wide network's test error falls, rises to a peak at epoch 8 and falls again to epoch 20; its deep blocks change faster or not meanwhile.
    private static PlantedRun Descending(Recipe recipe, bool twice, double faster) => new()
    {
        Fit = Fit(recipe),
        Jitter = .0005,
        TestError = t => twice ? .35 + .1 * Math.Exp(-Math.Pow(Math.Log(t / 8) / .35, 2)) + .2 / t - .02 * Math.Log(t) : .35 + .2 / t - .02 * Math.Log(t),
        Angle = (depth, t) => .1 * Math.Log(2 * Math.Min(t, 8)) + .1 * (depth > .5 ? faster : 1) * Math.Log(Math.Clamp(t, 8, 50) / 8),
    };

    private static IEnumerable<TestCaseData> Controls()
    {
        foreach (Type claim in new[] { typeof(ViTSync), typeof(RegionsSync) })
        {
            yield return Case(claim, "planted", Outcome.Reproduced, r => IsVit(r) ? InStep(r) : OneAfterAnother(r));
            yield return Case(claim, "the other way round", Outcome.Contradicted, r => IsVit(r) ? OneAfterAnother(r) : InStep(r));
            yield return Case(claim, "amplitude alone", Outcome.Inconclusive, r => IsVit(r) ? Steady(r, _ => .5) : Steady(r, depth => .05 + .8 * depth));
        }
        yield return Case<SgdPhases>("planted", Outcome.Reproduced, r => Phased(r, IsSgd(r) ? 1 : 0));
        yield return Case<SgdPhases>("the other way round", Outcome.Contradicted, r => Phased(r, IsSgd(r) ? 0 : 1));
        yield return Case<SgdPhases>("the same", Outcome.Inconclusive, r => Phased(r, .5));
        yield return Case<ViTPhases>("planted", Outcome.Reproduced, r => Phased(r, IsVit(r) ? 1 : 0));
        yield return Case<ViTPhases>("the other way round", Outcome.Contradicted, r => Phased(r, IsVit(r) ? 0 : 1));
        yield return Case<ViTPhases>("the same", Outcome.Inconclusive, r => Phased(r, .5));
        yield return Case<RegionsPhases>("planted", Outcome.Reproduced, r => Phased(r, (IsVit(r) ? .5 : 0) + (IsSgd(r) ? .5 : 0)));
        yield return Case<RegionsPhases>("of the optimizer alone, and against the architecture", Outcome.Mixed, r => Phased(r, (IsVit(r) ? 0 : .5) + (IsSgd(r) ? .5 : 0)));
        yield return Case<RegionsPhases>("the same", Outcome.Inconclusive, r => Phased(r, .5));
        yield return Case<MemorizationPhases>("planted", Outcome.Reproduced, r => Phased(r, (IsVit(r) ? .5 : 0) + (IsSgd(r) ? .5 : 0), 2 + (IsVit(r) ? 4 : 0) + (IsSgd(r) ? 4 : 0)));
        yield return Case<MemorizationPhases>("the same", Outcome.Inconclusive, r => Phased(r, .5));
        yield return Case<MemorizationPhases>("without a learning phase", Outcome.NotDecided, r => Phased(r, .5) with { Learned = .25 });
        yield return Case<DepthPattern>("planted", Outcome.Reproduced, r => Steady(r, depth => .3 + (IsVit(r) ? .1 : .3) * (IsSgd(r) ? 1 : .4) * depth));
        yield return Case<DepthPattern>("the same at all depths", Outcome.Contradicted, r => Steady(r));
        yield return Case<DepthPattern>("of depth alone", Outcome.Mixed, r => Steady(r, depth => .3 + .3 * depth));
        yield return Case<WidthPattern>("planted", Outcome.Reproduced, r => Phased(r, r.Variant == "narrow" ? 1 : .2) with { Fit = Fit(r), Angle = (depth, t) => (r.Variant == "narrow" ? 1 : .4) * Phased(r, r.Variant == "narrow" ? 1 : .2).Angle(depth, t) });
        yield return Case<WidthPattern>("another t* alone", Outcome.Contradicted, r => new PlantedRun
        {
            // The same at the same multiple of t*, whichever epoch that is.
            Fit = Fit(r),
            Jitter = .001,
            Angle = (_, t) => .5 * Math.Clamp(Math.Log(8 * t / Fit(r)), 0, 3) / 3,
        });
        yield return Case<DeepDoubleDescent>("planted", Outcome.Reproduced, r => Descending(r, r.Variant is null, r.Variant is null ? 4 : 1));
        yield return Case<DeepDoubleDescent>("no double descent", Outcome.NotDecided, r => Descending(r, false, r.Variant is null ? 4 : 1));
        yield return Case<DeepDoubleDescent>("a double descent in which the shallow layers evolve", Outcome.Contradicted, r => Descending(r, r.Variant is null, r.Variant is null ? .1 : 1));
        yield return Case<DeepDoubleDescent>("a double descent in which nothing happens", Outcome.Inconclusive, r => Descending(r, r.Variant is null, 1));
        yield return Case<ViTPerfectFit>("planted", Outcome.Reproduced, r => SlowingAt(r, 1));
        yield return Case<ViTPerfectFit>("a slow-down earlier", Outcome.Mixed, r => SlowingAt(r, .4), "all blocks slow down together, but not at t*");
        yield return Case<AfterPerfectFit>("planted", Outcome.Reproduced, r => Steady(r));
        yield return Case<AfterPerfectFit>("a standstill", Outcome.Contradicted, r => SlowingAt(r, 1) with { Jitter = 0 });
        yield return Case<RegionsFollow>("planted", Outcome.Reproduced, r => Phased(r, 1));
        yield return Case<RegionsFollow>("regions with phases of their own", Outcome.Contradicted, r => Phased(r, 1) with { Border = (_, t) => .3 * (t >= 3 ? 1 : 0) + .3 * (t >= 6 ? 1 : 0) });
        yield return Case<FragmentationAroundFit>("planted", Outcome.Reproduced, r => Steady(r) with { Pieces = (1.5, .4) });
        yield return Case<FragmentationAroundFit>("around all images alike", Outcome.Inconclusive, r => Steady(r) with { Pieces = (1.5, 1.5) });
        yield return Case<FragmentationAroundFit>("fewer pieces around t*", Outcome.Contradicted, r => Steady(r) with { Pieces = (-1, 0) });
        yield return Case<RegionsAroundMislabelled>("planted", Outcome.Reproduced, r => Steady(r) with { Taken = depth => .6 * depth });
        yield return Case<RegionsAroundMislabelled>("in all layers alike", Outcome.Inconclusive, r => Steady(r) with { Taken = _ => .6 });
        yield return Case<RegionsAroundMislabelled>("nowhere", Outcome.Inconclusive, r => Steady(r));
    }

    [TestCaseSource(nameof(Controls))]
    public void A_claim_decides_what_was_planted(Type claim, Func<Recipe, PlantedRun> planted, Outcome expected)
    {
        Verdict verdict = Decide(claim, recipe => planted(recipe).Of(recipe));
        Assert.That(verdict.Outcome, Is.EqualTo(expected), verdict.Describe());
    }

    /// <summary>The same runs under other labels: no claim that compares conditions may be reproduced.</summary>
    [Test]
    public void Conditions_that_differ_by_name_alone_reproduce_nothing(
        [Values(typeof(ViTSync), typeof(RegionsSync), typeof(SgdPhases), typeof(ViTPhases), typeof(RegionsPhases), typeof(MemorizationPhases))] Type claim)
    {
        Recipe alike = Profile.Cpu.Recipe("ResNet-SGD", 20);
        Verdict verdict = Decide(claim, recipe => Phased(alike, .5).Of(alike with { Seed = recipe.Seed, Variant = recipe.Name() }) with { Recipe = recipe });
        Assert.That(verdict.Outcome, Is.Not.EqualTo(Outcome.Reproduced).And.Not.EqualTo(Outcome.NotDecided), verdict.Describe());
        Assert.That(verdict.Parts.Where(part => part.Decides).Select(part => part.Outcome), Has.None.EqualTo(Outcome.Reproduced), verdict.Describe());
    }

    /// <summary>Runs have decision regions where another claim, decided before, measured them.</summary>
    [Test]
    public void A_claim_without_regions_writes_the_same_whether_its_runs_have_them_or_not()
    {
        Dictionary<string, string> with = Written(run => run), without = Written(run => run with { Regions = null });
        Assert.That(with.Keys, Has.Some.StartsWith("similarity").And.Some.EqualTo("numbers.txt"));
        Assert.That(without, Is.EqualTo(with));

        Dictionary<string, string> Written(Func<RunRecord, RunRecord> change) => Study(
            typeof(ViTSync),
            recipe =>
            {
                RunOutcome outcome = InStep(recipe).Of(recipe);
                return outcome with { Record = change(outcome.Record!) };
            },
            (study, results) =>
            {
                study.WriteNumbers();
                study.WriteFigures();
                return Directory.GetFiles(results.Folder).Where(file => file != results.VerdictFile).ToDictionary(file => Path.GetFileName(file), file => FileDigest.Of(File.ReadAllBytes(file)).Sha256);
            });
    }

    [Test]
    public void A_failed_run_of_another_condition_opens_no_gate()
    {
        Verdict verdict = Decide(typeof(DeepDoubleDescent), recipe => recipe.Optimizer is AdamRecipe
            ? new(recipe, null, new IOException("full"), WasStored: false)
            : Descending(recipe, false, recipe.Variant is null ? 4 : 1).Of(recipe));
        Assert.That(verdict.Parts.Where(part => part.Name.EndsWith("SGD", StringComparison.Ordinal)).Select(part => part.GateFailure), Is.All.Contains("no double descent"));
        Assert.That(verdict.Parts.Where(part => part.Name.EndsWith("Adam", StringComparison.Ordinal)).Select(part => part.Reason), Is.All.Contains("full"));
    }

    [Test]
    public void A_variation_without_a_seed_looks_for_the_gate_without_it()
    {
        string[] gates = Study(typeof(DeepDoubleDescent), recipe => Descending(recipe, recipe.Seed > 20, 4).Of(recipe), (study, results) =>
        {
            study.WriteNumbers();
            ImmutableArray<Variation> all = Variation.Read(Path.Combine(results.Folder, Variation.FileName));
            return all.Where(variation => variation.Name.StartsWith("without seed", StringComparison.Ordinal)).Select(variation => variation.Parts[0].Reason).ToArray();
        });
        Assert.That(gates, Is.Unique.And.Length.EqualTo(5), "seed 20 has another curve than the others");
    }

    private Verdict Decide(Type claim, Func<Recipe, RunOutcome> run) => Study(claim, run, (_, results) => results.Verdict);

    private T Study<T>(Type claim, Func<Recipe, RunOutcome> run, Func<ClaimStudy, ClaimResults, T> work)
    {
        using var study = (ClaimStudy)Activator.CreateInstance(claim)!;
        study.Plan(Registration.Load(Path.Combine(Registered.Folder, study.Claim + ".json")), Profile.Cpu);
        return work(study, study.Decide([.. study.Recipes.Select(run)], In(study.Claim)));
    }

    private static TestCaseData Case<T>(string what, Outcome outcome, Func<Recipe, PlantedRun> planted, string? why = null) => Case(typeof(T), what, outcome, planted, why);

    private static TestCaseData Case(Type claim, string what, Outcome outcome, Func<Recipe, PlantedRun> planted, string? why = null) =>
        new TestCaseData(claim, planted, outcome).SetArgDisplayNames(claim.Name, what, outcome.Words()).SetDescription(why ?? what);
}
