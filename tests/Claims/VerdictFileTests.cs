using System.Text.Json.Nodes;
using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

public class VerdictFileTests : FolderFixture
{
    private string file = null!;

    [SetUp]
    public void Name_the_file() => file = In("cpu", "ViTSync", "verdict.json");

    private static IEnumerable<TestCaseData> Verdicts()
    {
        Registration sync = Registered.ViTSync(), evolve = Registered.RegionsEvolve();
        yield return Case("decided", Outcome.Reproduced, Registered.Verdict());
        yield return Case("reported parts against it", Outcome.Reproduced, Registered.Verdict(regions: -.3));
        PartVerdict[] undecided = [.. sync.Parts.Select(part => Registered.Part(sync, part, seed => (seed == 21 ? null : .5, .1)))];
        yield return Case("not decided", Outcome.NotDecided, Registered.Decided(sync, undecided));
        yield return Case("without subtrahends", Outcome.Reproduced, Registered.Decided(evolve, Registered.Parts(evolve, evolve.Parts.Select(_ => .4))));

        static TestCaseData Case(string name, Outcome outcome, Verdict verdict) => new TestCaseData(outcome, verdict).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Verdicts))]
    public void A_verdict_round_trips_to_the_same_bytes(Outcome outcome, Verdict verdict)
    {
        VerdictFile.Write(file, verdict);
        byte[] bytes = File.ReadAllBytes(file);
        Verdict read = VerdictFile.Read(file);
        VerdictFile.Write(file, read);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(bytes));
        Assert.That(read, Is.EqualTo(verdict).UsingPropertiesComparer());
        Assert.That(read.Outcome, Is.EqualTo(outcome));
    }

    [Test]
    public void The_text_is_canonical()
    {
        VerdictFile.Write(file, Registered.Verdict());
        string text = File.ReadAllText(file);
        Assert.That(text, Does.StartWith("{\n  \"claim\": \"ViTSync\",\n  \"profile\": \"cpu\",\n").And.EndsWith("\n}\n").And.Not.Contain("\r"));
        Assert.That(text, Does.Contain("\"outcome\": \"reproduced\"").And.Contain("\"date\": \"2026-11-21T22:30:05+00:00\""));
        Assert.That(JsonNode.Parse(text)!["recipeHashes"]!.AsObject().Select(entry => entry.Key), Is.EqualTo(new[] { "ResNet-SGD/10", "ViT-SGD/10", "ViT-SGD/11" }), "in ordinal order");
    }

    [Test]
    public void Writing_replaces_the_old_file_and_leaves_nothing_else()
    {
        VerdictFile.Write(file, Registered.Verdict());
        VerdictFile.Write(file, Registered.Verdict(adam: -.3));
        Assert.That(VerdictFile.Read(file).Outcome, Is.EqualTo(Outcome.Mixed));
        Assert.That(Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!), Is.EqualTo(new[] { file }));
    }

    [Test]
    public void A_write_that_fails_leaves_nothing_behind()
    {
        // The target is a folder, so the last step, the move, must fail.
        Directory.CreateDirectory(Path.Combine(file, "occupied"));
        Assert.That(
            () => VerdictFile.Write(file, Registered.Verdict()),
            Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!), Is.EqualTo(new[] { file }));
    }

    [Test]
    public void Inconsistent_files_are_errors_that_name_the_field()
    {
        Assert.Multiple(() =>
        {
            Refuses(root => root["outcome"] = "contradicted", "outcome", "make the claim Reproduced");
            Refuses(root => root["parts"]![1]!["outcome"] = "inconclusive", "parts[1].outcome", "make this part Reproduced");
            Refuses(root => root["parts"]![0]!["delta"] = .9, "parts[0].outcome", "make this part NoDifference");
            Refuses(root => root["parts"]![0]!["delta"] = -1, "parts[0]", "margin");
            Refuses(root => root["parts"]![0]!["seeds"]![1]!["seed"] = 20, "parts[0]", "seed 20 comes twice");
            Refuses(root => root["parts"]![0]!["seeds"]![1] = null, "parts[0]", "null");
            Refuses(root => root["parts"]![0] = null, "parts[0]", "null");
            Refuses(root => root["parts"] = new JsonArray(), "parts", "at least one part");
            Refuses(root => root["parts"]![0]!["decides"] = null, "parts[0].decides", "true or false");
            Refuses(root => EachPart(root, part => part["decides"] = false), "parts", "at least one part that decides");
            Refuses(root => root["parts"]![2]!["decides"] = true, "outcome", "make the claim Mixed, the file says Reproduced", Registered.Verdict(regions: -.3));
            Refuses(root => root["note"] = "x", "note", "'note'");
            Refuses(root => root.AsObject().Remove("environment"), "", "'environment'");
            Refuses(root => root["revision"] = "one", "revision", "");
        });
        Assert.That(() => VerdictFile.Read(In("none.json")), Throws.InstanceOf<ClaimFileException>());
    }

    [Test]
    public void In_older_verdicts_all_parts_decide()
    {
        Rewrite(Registered.Verdict(), root => EachPart(root, part => part.Remove("decides")));

        Assert.That(VerdictFile.Read(file).Parts.Select(part => part.Decides), Is.All.True);
    }

    private void Refuses(Action<JsonNode> spoil, string field, string words, Verdict? verdict = null)
    {
        Rewrite(verdict ?? Registered.Verdict(), spoil);
        ClaimFileException fault = Assert.Throws<ClaimFileException>(() => VerdictFile.Read(file))!;
        Assert.That(fault.Message, Does.StartWith(field.Length == 0 ? $"{file}: " : $"{file}, field {field}: ").And.Contain(words));
    }

    private static void EachPart(JsonNode root, Action<JsonObject> change)
    {
        foreach (JsonNode? part in root["parts"]!.AsArray()) change(part!.AsObject());
    }

    private void Rewrite(Verdict verdict, Action<JsonNode> change)
    {
        VerdictFile.Write(file, verdict);
        JsonNode root = JsonNode.Parse(File.ReadAllText(file))!;
        change(root);
        File.WriteAllText(file, root.ToJsonString());
    }
}
