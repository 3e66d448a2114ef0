using System.Text.Json;
using RepDynamics.Cli;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Cli;

public class ClaimsCommandTests
{
    private Desk desk = null!;

    [SetUp]
    public void Open() => desk = new Desk();

    [TearDown]
    public void Close() => desk.Dispose();

    [Test]
    public void Json_lists_every_claim_with_profiles_and_last_verdicts()
    {
        JsonElement[] claims = [.. desk.Json("claims").EnumerateArray()];

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
    public void A_claim_is_told_with_sentence_profiles_and_verdicts()
    {
        Assert.That(desk.Do("claims"), Is.EqualTo(ExitCode.Ok));
        Assert.That(desk.Out, Does.Contain("\nTinyOne\n  ViT is better than ResNet.\n  smoke  3 seeds: not run here yet\n"));
        Assert.That(desk.Out, Does.Match("  smoke +2 seeds, does not decide: not run here yet\n"));
        Assert.That(desk.Out.Split('\n').Select(line => line.Length), Has.All.AtMost(80));
    }

    [Test]
    public void The_latest_run_is_told_before_the_baseline()
    {
        desk.Do("run", "TinyOne", "--profile", "smoke");
        desk.Do("accept", "TinyOne", "--profile", "smoke", "--yes");

        desk.Do("claims");
        Assert.That(desk.Out, Does.Match(@"3 seeds: Reproduced on \d{4}-\d\d-\d\d\n"));

        Directory.Delete(desk.Results("TinyOne"), recursive: true);
        desk.Do("claims");
        Assert.That(desk.Out, Does.Match(@"3 seeds: Reproduced on \d{4}-\d\d-\d\d \(baseline\)\n"));
    }

    [Test]
    public void A_damaged_verdict_is_told_and_the_others_are_listed()
    {
        Directory.CreateDirectory(desk.Results("TinyOne"));
        File.WriteAllText(Path.Combine(desk.Results("TinyOne"), "verdict.json"), "{}");

        Assert.That(desk.Do("claims"), Is.EqualTo(ExitCode.Attention));

        Assert.That(desk.Out, Does.Contain("unreadable, run it again").And.Contain("ViTSync"));
    }
}
