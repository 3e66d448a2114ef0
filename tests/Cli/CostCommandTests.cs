using System.Text.Json;
using RepDynamics.Cli;
using RepDynamics.Profiles;
using RepDynamics.Tests.Store;

namespace RepDynamics.Tests.Cli;

public class CostCommandTests : CliTests
{
    [Test]
    public void The_cost_of_missing_runs_is_shown_by_condition_and_in_total()
    {
        SmallRun.Make(cli.Store, Profile.Smoke.Recipe("ViT-SGD", 11).Hash());

        Assert.That(cli.Do("cost", "TinyOne", "TinyTwo", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok), cli.Error);

        // A stub's run: 12 epochs of 1000 images and 300 evaluated, 5 Tflop, 101 images a second, two at a time.
        Assert.That(cli.Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(string.Join(' ',
            "condition runs stored images Tflop memory images/s a run",
            "ViT-SGD 3 1 24,600 10.0 64 MiB 101 2:00",
            "ResNet-SGD 3 0 36,900 15.0 64 MiB 101 2:00",
            "6 runs on smoke, 5 to train: 61,500 images, 25.0 Tflop, about 5:00 with 2 at a time on cpu",
            "Images and operations are those of the runs to train, with the evaluation of their snapshots; similarity and decision regions are not counted.").Split(' ')));
        Assert.That(cli.Training.Asked, Is.Empty, "nothing is trained");
    }

    [Test]
    public void A_prefix_run_costs_only_measures()
    {
        Assert.That(cli.Do("cost", "TinyOne", "TinyLong", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok), cli.Error);

        // A stub's run evaluates 300 images.
        Assert.That(cli.Out, Does.Match(@"condition +runs +stored +prefixes +images").And.Match(@"\nViT-SGD +3 +0 +3 +900 +0\.1 ").And.Match(@"\nViT-SGD-long +3 +0 +0 +48,900 "));
        Assert.That(cli.Out, Does.Contain("Prefixes: runs that are the first epochs of longer ones"));

        cli.Do("cost", "TinyOne", "--profile", "smoke");
        Assert.That(cli.Out, Does.Not.Contain("prefixes").IgnoreCase, "the longer runs are not selected");
    }

    [Test]
    public void Stored_runs_are_not_timed_and_with_untimed_none_is()
    {
        foreach (long seed in (long[])[10, 11, 12]) SmallRun.Make(cli.Store, Profile.Smoke.Recipe("ViT-SGD", seed).Hash());

        Assert.That(cli.Do("cost", "TinyOne", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.Error, Does.Contain("ResNet-SGD: timing").And.Not.Contain("ViT-SGD: timing"));
        Assert.That(cli.Out, Does.Match(@"ViT-SGD +3 +3 +0 +0\.0 +64 MiB\n").And.Contain("3 to train: 36,900 images, 15.0 Tflop, about 3:00 with 2"));

        Assert.That(cli.Do("cost", "TinyOne", "--profile", "smoke", "--untimed"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.Contain("3 to train: 36,900 images, 15.0 Tflop\n").And.Not.Contain("about"));
    }

    [Test]
    public void A_network_that_cannot_run_is_named_with_its_condition()
    {
        cli.Training.Mistake = "Own has no parameters.";

        Assert.That(cli.Do("cost", "TinyOne", "--profile", "smoke"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("repdynamics: ViT-SGD: Own has no parameters."));
    }

    [Test]
    public void A_condition_of_two_lengths_has_a_line_for_each()
    {
        Assert.That(cli.Do("cost", "ViTSync", "RegionsSync", "--profile", "smoke", "--untimed"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.Out, Does.Match(@"\nViT-SGD \(12 epochs\) +2 ").And.Match(@"\nViT-SGD \(6 epochs\) +2 "));
    }

    [Test]
    public void Json_has_the_cost_of_each_condition()
    {
        Assert.That(cli.Do("cost", "TinyOne", "--profile", "smoke", "--json"), Is.EqualTo(ExitCode.Ok));

        JsonElement cost = JsonDocument.Parse(cli.Out).RootElement;
        Assert.That(cost.GetProperty("expectedSeconds").GetDouble(), Is.EqualTo(360).Within(5));
        Assert.That(cost.GetProperty("conditions").EnumerateArray().Select(c => c.GetProperty("condition").GetString()), Is.EqualTo(new[] { "ViT-SGD", "ResNet-SGD" }));
        Assert.That(cost.GetProperty("conditions").EnumerateArray().Select(c => c.GetProperty("imagesPerSecond").GetDouble()), Is.All.EqualTo(101));
    }
}
