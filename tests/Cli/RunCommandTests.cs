using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using RepDynamics.Claims;
using RepDynamics.Cli;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

public class RunCommandTests : CliTests
{
    [TestCase(0.9, (int)ExitCode.Ok, "Reproduced")]
    [TestCase(0.0, (int)ExitCode.Contradicted, "Contradicted")]
    [TestCase(0.45, (int)ExitCode.Inconclusive, "Inconclusive")]
    public void The_exit_code_follows_from_the_verdict(double vit, int code, string outcome)
    {
        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? vit + 0.001 * (recipe.Seed - 10) : 0.4;

        Assert.That((int)cli.Run("TinyOne"), Is.EqualTo(code));

        Assert.That(cli.Out, Does.Contain($"\nTinyOne on smoke: {outcome.ToLowerInvariant()}\n"));
        Assert.That(VerdictFile.Read(Path.Combine(cli.Results("TinyOne"), "verdict.json")).Outcome.ToString(), Is.EqualTo(outcome));
    }

    [Test]
    public void Verdict_numbers_and_figures_are_written_together()
    {
        cli.Run("TinyOne");

        Assert.That(
            Directory.GetFiles(cli.Results("TinyOne")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "verdict.json", "numbers.txt", "sensitivity.json", "evidence.json", "figures.txt", "runs.txt", "curve.ViT-SGD.png", "curve.ViT-SGD.svg", "curve.ResNet-SGD.png", "curve.ResNet-SGD.svg" }));
        Assert.That(cli.Out, Does.Contain($"results: {cli.Results("TinyOne")}"));
    }

    [TestCase("run ViTSync")]
    [TestCase("sweep ViTSync --dry-run")]
    [TestCase("cost ViTSync")]
    [TestCase("runs list")]
    public void Recipes_that_are_not_those_registered_are_an_error_that_names_them(string line)
    {
        string file = cli.ProjectLayout.Registration("ViTSync");
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), "\"ViT-SGD\": \"[0-9a-f]{16}\"", $"\"ViT-SGD\": \"{new string('0', 16)}\""));

        Assert.That(cli.Do(line.Split(' ')), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.ErrorLines[0], Does.Match("^repdynamics: ViTSync on (cifar-)?cpu: recipes differ from those that were registered: ViT-SGD\\."));
    }

    [Test]
    public void An_error_of_a_statistic_is_not_that_of_the_run_that_has_just_ended()
    {
        TinyOne.Failing.Value = true;

        Assert.That(cli.Run("TinyOne", "TinyTwo"), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Out, Does.Contain("TinyTwo on smoke: "), "the other claim has its verdict");
        Assert.That(cli.Error, Does.Contain("TinyOne on smoke cannot be decided").And.Contain("no such statistic").And.Not.Match("seed 1[0-2] failed|seed 1[0-2]: failed"));
    }

    [Test]
    public void Claims_share_their_runs()
    {
        Assert.That(cli.Run("TinyOne", "TinyTwo", "TinyOne"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.Training.Asked, Has.Count.EqualTo(6));
        Assert.That(cli.Training.Asked.Select(r => r.Hash()), Is.Unique);
        Assert.That(cli.Out, Does.Contain("TinyOne on smoke: reproduced").And.Contain("TinyTwo on smoke: reproduced"));
        Assert.That(Regex.Count(cli.Out, "Next:"), Is.EqualTo(1), "the same for both");
        Assert.That(cli.Out, Does.Contain("CLAIM: TinyOne, TinyTwo."));
    }

    [Test]
    public void Means_over_the_seeds_so_far_are_shown_while_runs_train()
    {
        cli.Run("TinyOne");

        Assert.That(
            cli.Error.Split('\n').Where(line => line.Contains("so far", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "TinyOne so far, nothing decided: SGD 0.711 over 2 of 3 seeds, margin 0.1" }), "not after the first seed, nor after the last");
    }

    [Test]
    public void A_failed_run_leaves_its_claim_inconclusive_and_is_named()
    {
        cli.Run("TinyOne");
        cli.Training.Accuracy = recipe =>
            recipe.Seed == 12 && recipe.Network.Kind == "ViT" ? throw new DivergenceException("the loss is not finite") : 0.5;

        Assert.That(cli.Run("TinyOne"), Is.EqualTo(ExitCode.RunFailed));

        Assert.That(cli.Out, Does.Contain("\nTinyOne on smoke: not decided\n").And.Contain("\n  ViT-SGD seed 12 failed: the loss is not finite\n").And.Contain("Next: the same command trains the failed runs again"));
        Assert.That(cli.Error, Does.Contain("[3/6] ViT-SGD seed 12 failed: the loss is not finite"));
        Assert.That(
            Directory.GetFiles(cli.Results("TinyOne")).Select(Path.GetFileName),
            Is.EqualTo(new[] { "verdict.json" }),
            "the earlier numbers are not of this verdict");
    }

    [TestCase("10,11")]
    [TestCase("14,15,16,17")]
    public void Other_seeds_explore_and_do_not_change_the_registered_verdict(string seeds)
    {
        cli.Run("TinyOne");
        string file = Path.Combine(cli.Results("TinyOne"), "verdict.json"), before = File.ReadAllText(file);
        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? 0 : 0.4 + 0.001 * recipe.Seed;

        Assert.That(cli.Do("run", "TinyOne", "--profile", "smoke", "--seeds", seeds), Is.EqualTo(ExitCode.Ok), "it decides nothing");

        string folder = Path.Combine(cli.Results("TinyOne"), "exploration", $"seeds-{seeds.Replace(',', '-')}");
        Verdict explored = VerdictFile.Read(Path.Combine(folder, "verdict.json"));
        Assert.That((explored.Decides, explored.Outcome), Is.EqualTo((false, Outcome.Contradicted)));
        Assert.That(cli.Out, Does.Contain("this decides nothing").And.Contain(folder));
        Assert.That(File.ReadAllText(file), Is.EqualTo(before));
    }

    [Test]
    public void A_profile_that_is_not_registered_can_be_explored()
    {
        Assert.That(cli.Do("run", "TinyOne", "--profile", "cpu", "--seeds", "3"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Training.Asked.Select(r => r.Epochs), Is.EquivalentTo(new[] { "ViT-SGD", "ResNet-SGD" }.Select(c => RepDynamics.Profiles.Profile.Cpu.Recipe(c, 3).Epochs)));
        Assert.That(cli.Out, Does.Contain("an interval needs at least 2 seeds"));
    }

    // Data of its own: no download. Seeds on the command line, because it is not registered there.
    [TestCase("cpu", CkaEstimator.Biased)]
    [TestCase("paper", CkaEstimator.Debiased)]
    public void The_profile_s_estimator_of_CKA_is_measured(string profile, CkaEstimator estimator)
    {
        cli.Do("run", "TinyOwn", "--profile", profile, "--seeds", "3");

        Assert.That(cli.Training.Estimator, Is.EqualTo(estimator));
    }

    [Test]
    public void Json_is_one_document_without_progress()
    {
        JsonElement result = cli.Json("run", "TinyOne", "TinyTwo", "--profile", "smoke");

        Assert.That(result.GetProperty("exitCode").GetInt32(), Is.Zero);
        Assert.That(result.GetProperty("runs").GetProperty("trained").GetInt32(), Is.EqualTo(6));
        JsonElement claims = result.GetProperty("claims"), claim = claims[0];
        Assert.That(claims.EnumerateArray().Select(c => c.GetProperty("claim").GetString()), Is.EqualTo(new[] { "TinyOne", "TinyTwo" }));
        Assert.That(claim.GetProperty("outcome").GetString(), Is.EqualTo("reproduced"));
        Assert.That(claim.GetProperty("decides").GetBoolean(), Is.True);
        Assert.That(claim.GetProperty("parts")[0].GetProperty("mean").GetDouble(), Is.EqualTo(0.711).Within(1e-9));
        Assert.That(cli.Error, Does.Contain("[1/6] ViT-SGD seed 10: done"));
    }

    [Test]
    public void A_reported_part_is_marked_and_does_not_count()
    {
        cli.Register("TinyTwo", parts: """
            { "name": "more", "minuend": "ViT-SGD", "subtrahend": "ResNet-SGD" },
            { "name": "less", "minuend": "ResNet-SGD", "subtrahend": "ViT-SGD", "measure": "regions", "decides": false },
            { "name": "alone", "minuend": "ViT-SGD", "margin": 0.5 }
            """);

        Assert.That(cli.Run("TinyTwo"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.Match(
            """
              outcome      mean    90% interval  margin  part
              reproduced  0.711  \[0.709, 0.713\]     0.1  more
              reproduced  0.911  \[0.909, 0.913\]     0.5  alone
              reported, not deciding:
              outcome         mean      90% interval  margin  part
              contradicted  -0.711  \[-0.713, -0.709\]     0.1  less
                The 95% interval of the mean over 3 seeds, -0.713 to -0.709, lies below
                  -0.1, on the other side.
            """));
        JsonElement[] parts = [.. cli.Json("run", "TinyTwo", "--profile", "smoke").GetProperty("claims")[0].GetProperty("parts").EnumerateArray()];
        Assert.That(parts.Select(p => p.GetProperty("decides").GetBoolean()), Is.EqualTo(new[] { true, false, true }));
        Assert.That(parts[2].GetProperty("mean").GetDouble(), Is.EqualTo(0.911).Within(1e-9), "of the statistic itself");
    }

    [TestCase(PosixSignal.SIGINT, (int)ExitCode.Interrupted)]
    [TestCase(PosixSignal.SIGTERM, (int)ExitCode.Terminated)]
    public void A_signal_stops_the_runs_and_does_not_change_the_verdict(PosixSignal signal, int code)
    {
        cli.Run("TinyOne");
        string file = Path.Combine(cli.Results("TinyOne"), "verdict.json");
        DateTime before = File.GetLastWriteTimeUtc(file);
        using CliFixture other = new() { ProjectLayout = cli.ProjectLayout };
        other.Training.Before = _ => Assert.That(other.Signals.Take(signal), Is.True, "the process lives on");

        Assert.That((int)other.Run("TinyOne"), Is.EqualTo(code));

        Assert.That(other.Error, Does.Contain("Stopping: every unfinished run writes a resume point").And.Contain("repdynamics: Interrupted.\n  Every unfinished run wrote a resume point; the same command continues from there."));
        Assert.That(other.Out, Is.Empty);
        Assert.That(File.GetLastWriteTimeUtc(file), Is.EqualTo(before));
    }

    [TestCase(PosixSignal.SIGINT, (int)ExitCode.Interrupted)]
    [TestCase(PosixSignal.SIGHUP, (int)ExitCode.Terminated)]
    public void The_first_signal_stops_and_decides_the_exit_code_and_the_second_ends_the_process(PosixSignal signal, int code)
    {
        using StopSignals signals = new();

        Assert.That(signals.Take(signal), Is.True);
        Assert.That(signals.Token.IsCancellationRequested, Is.True);
        Assert.That(signals.Take(PosixSignal.SIGQUIT), Is.False);
        Assert.That((int)ExitCodes.Of(signals.First), Is.EqualTo(code));
    }

    [Test]
    public void Times_of_stages_are_printed_before_the_outcome()
    {
        cli.Run("TinyOne");
        Assert.That(
            cli.Out,
            Does.Match(@"^Elapsed: \d+:\d\d\. Time by stage, summed over runs:\n +\d\.\d\d s    stub training\n +\d+\.\d\d s  deciding, .*figures\n\nTinyOne on smoke: "));

        JsonElement result = cli.Json("run", "TinyOne", "--profile", "smoke"), stages = result.GetProperty("stages");
        Assert.That(stages.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "stub training", "deciding, writing numbers, drawing figures" }));
        Assert.That(stages.EnumerateObject().Select(p => p.Value.GetDouble()), Is.All.InRange(0, result.GetProperty("seconds").GetDouble()));
    }

    [Test]
    public void Results_that_depart_from_the_baseline_need_attention()
    {
        cli.Run("TinyOne");
        Assert.That(cli.Out, Does.Contain("baseline: Nothing was accepted yet").And.Match(@"Next: repdynamics report writes a page with the figures,\s+\S+/artifacts/report/index.html;"));
        Assert.That(cli.Accept("TinyOne"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Run("TinyOne"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.Contain("baseline: agrees. Numbers are compared exactly"));

        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? 0.8 + 0.001 * recipe.Seed : 0.2;
        Assert.That(cli.Run("TinyOne"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Out, Does.Contain("baseline: departs: numbers.txt changed").And.Match(@"\nNext: look at the page of the differences;\s+repdynamics\s+accept\s+TinyOne\s+--profile\s+smoke"));
    }

    [Test]
    public void Adapted_data_and_regions_are_used()
    {
        Assert.That(cli.Run("TinyOwn"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.Training.Asked.Select(recipe => (recipe.Data.Kind, recipe.Epochs)), Is.All.EqualTo(("stored", RepDynamics.Profiles.Profile.Smoke.Epochs)));
        Assert.That(cli.Training.Regions?.Resolution, Is.EqualTo(7));
        Assert.That(File.Exists(Path.Combine(cli.Results("TinyOwn"), "verdict.json")));
    }

    [TestCase("run TinyOne TinyOwn", "TinyOwn on smoke cannot be run: its data is missing.")]
    [TestCase("cost TinyOwn", "The cost of TinyOwn on smoke is unknown: its data is missing.")]
    public void Missing_data_is_reported_before_training(string line, string message)
    {
        TinyOwn.Missing = "The images are at home. Fetch them.";

        Assert.That(cli.Do([.. line.Split(' '), "--profile", "smoke"]), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.ErrorLines, Is.EqualTo(new[] { $"repdynamics: {message}", "  The images are at home. Fetch them." }));
        Assert.That(cli.Training.Asked, Is.Empty);
    }

    [Test]
    public void Regions_are_measured_only_for_claims_that_need_them()
    {
        cli.Run("TinyOne");
        Assert.That(cli.Training.Regions, Is.Null);
        cli.Run("TinyOne", "TinyTwo");
        Assert.That(cli.Training.Regions, Is.SameAs(RepDynamics.Profiles.Profile.Smoke.Regions));

        (int before, int wanted) = (cli.Training.Asked.Count, cli.Training.RegionsWanted.Count);
        Assert.That(cli.Run("TinyOne", "RegionsSync"), Is.Not.EqualTo(ExitCode.Usage));

        string[] looked = [.. cli.Training.Asked.Skip(before).Zip(cli.Training.RegionsWanted.Skip(wanted)).Where(run => run.Second).Select(run => run.First.Name()).Distinct()];
        Assert.That(looked, Has.Length.EqualTo(8).And.All.Match("seed 1[01]$"), "RegionsSync's four conditions and two seeds, without TinyOne's third seed");
        Assert.That(cli.Training.RegionsWanted.Skip(wanted), Has.Some.False);
    }

    [Test]
    public void Adapt_must_not_rename_the_profile()
    {
        TinyOwn.Renames = true;
        using TinyOwn own = new();

        Assert.That(
            () => own.Plan(Registration.Load(cli.ProjectLayout.Registration("TinyOwn")), RepDynamics.Profiles.Profile.Smoke),
            Throws.ArgumentException.With.Message.Contains("Adapt made another of the profile smoke"));
    }
}
