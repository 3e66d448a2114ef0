using System.Text.Json;
using RepDynamics.Claims;
using RepDynamics.Cli;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Cli;

public class ClaimsCommandTests : CliTests
{
    [Test]
    public void Json_lists_every_claim_with_profiles_and_last_verdicts()
    {
        JsonElement[] claims = [.. cli.Json("claims").EnumerateArray()];

        string[] ids = [.. claims.Select(c => c.GetProperty("id").GetString()!)];
        Assert.That(ids, Is.EqualTo(Registered.Ids().Concat(TinyClaim.Ids).Order(StringComparer.Ordinal)));
        JsonElement sync = claims[Array.IndexOf(ids, "ViTSync")];
        Assert.That(sync.GetProperty("sentence").GetString(), Does.StartWith("While they train, the layers of a Vision Transformer"));
        JsonElement[] profiles = [.. sync.GetProperty("profiles").EnumerateArray()];
        Assert.That(profiles.Select(p => p.GetProperty("name").GetString()), Is.EqualTo(new[] { "cifar-cpu", "cpu", "gpu", "paper", "smoke" }));
        Assert.That(profiles.Select(p => p.GetProperty("decides").GetBoolean()), Is.EqualTo(new[] { true, true, true, true, false }));
        Assert.That(profiles[0].GetProperty("lastVerdict").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void The_matrix_has_a_line_a_claim_and_fits_a_terminal()
    {
        Assert.That(cli.Do("claims"), Is.EqualTo(ExitCode.Ok));

        string[] lines = cli.Out.TrimEnd().Split('\n');
        Assert.That(lines[0], Does.Match("^claim +smoke +cpu +cifar-cpu +gpu +paper$"));
        Assert.That(lines, Has.One.Match("^TinyOne +- +- +- +- +-$").And.One.Match("^ViTSync +- "));
        Assert.That(lines.Select(line => line.Length), Has.All.AtMost(80));
        Assert.That(lines, Has.Length.AtMost(20 + TinyClaim.Ids.Length));
    }

    [Test]
    public void A_named_claim_has_sentence_profiles_and_verdicts()
    {
        Assert.That(cli.Do("claims", "TinyOne", "ViTSync"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.StartWith("TinyOne\n  ViT is better than ResNet.\n  smoke  3 seeds: not run yet\n"));
        Assert.That(cli.Out, Does.Match("  smoke +2 seeds, does not decide: not run yet\n"));
        Assert.That(cli.Out.Split('\n').Select(line => line.Length), Has.All.AtMost(80));
    }

    [Test]
    public void The_latest_run_precedes_the_baseline()
    {
        cli.Run("TinyOne");
        cli.Accept("TinyOne");

        cli.Do("claims", "TinyOne");
        Assert.That(cli.Out, Does.Match(@"3 seeds: reproduced on \d{4}-\d\d-\d\d\n"));
        cli.Do("claims");
        Assert.That(cli.Out, Does.Match(@"\nTinyOne +reproduced\* (.|\n)*\n\* of the latest run here"));

        string run = Path.Combine(cli.Results("TinyOne"), "verdict.json");
        VerdictFile.Write(run, VerdictFile.Read(run) with { Revision = 7 });
        cli.Do("claims");
        Assert.That(cli.Out, Does.Contain("reproduced* (revision 7)"));
        VerdictFile.Write(run, VerdictFile.Read(run) with { Date = DateTimeOffset.MinValue });
        cli.Do("claims", "TinyOne");
        Assert.That(cli.Out, Does.Contain("(baseline)"), "a checkout that was updated since holds the later verdict");

        Directory.Delete(cli.Results("TinyOne"), recursive: true);
        cli.Do("claims", "TinyOne");
        Assert.That(cli.Out, Does.Match(@"3 seeds: reproduced on \d{4}-\d\d-\d\d \(baseline\)\n"));
        cli.Do("claims");
        Assert.That(cli.Out, Does.Match(@"\nTinyOne +reproduced +- ").And.Not.Contain("*"));
    }

    [Test]
    public void A_damaged_verdict_is_reported_and_the_others_are_listed()
    {
        Directory.CreateDirectory(cli.Results("TinyOne"));
        File.WriteAllText(Path.Combine(cli.Results("TinyOne"), "verdict.json"), "{}");

        Assert.That(cli.Do("claims"), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Out, Does.Match(@"\nTinyOne +unreadable ").And.Contain("TinyOne on smoke: unreadable, run it again").And.Contain("ViTSync"));
    }
}
