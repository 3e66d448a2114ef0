using System.Text.Json.Nodes;
using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

public class VerdictFileTests : FolderFixture
{
    private string file = null!;

    [SetUp]
    public void Name_the_file() => file = In("cpu", "ViTSync", "verdict.json");

    [Test]
    public void A_verdict_round_trips_to_the_same_bytes()
    {
        VerdictFile.Write(file, Registered.Verdict());
        byte[] bytes = File.ReadAllBytes(file);
        Verdict read = VerdictFile.Read(file);
        VerdictFile.Write(file, read);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(bytes));
        Assert.That(read, Is.EqualTo(Registered.Verdict()).UsingPropertiesComparer());
    }

    [Test]
    public void An_undecided_part_reads_back_too()
    {
        Registration registration = Registered.ViTSync();
        PartVerdict[] parts = [.. registration.Parts.Select(part => Registered.Part(registration, part, seed => (seed == 21 ? null : .5, .1)))];
        VerdictFile.Write(file, Registered.Decided(registration, parts));
        Verdict read = VerdictFile.Read(file);
        Assert.That(read.Outcome, Is.EqualTo(Outcome.NotDecided));
        Assert.That(read.Parts[0].Interval, Is.Null);
        Assert.That(read.Parts[0].Seeds[1].Values["ViT-SGD"], Is.Null);
        Assert.That(read.Parts[0].Seeds[1].Difference, Is.Null);
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
            Refuses(root => root["note"] = "x", "note", "'note'");
            Refuses(root => root.AsObject().Remove("environment"), "", "'environment'");
            Refuses(root => root["revision"] = "one", "revision", "");
        });
        Assert.That(() => VerdictFile.Read(In("none.json")), Throws.InstanceOf<ClaimFileException>());
    }

    [Test]
    public void A_part_that_does_not_decide_reads_back_and_changes_no_outcome()
    {
        VerdictFile.Write(file, Registered.Verdict(regions: -.3));

        Verdict read = VerdictFile.Read(file);

        Assert.That(read.Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(read.Parts[2].Outcome, Is.EqualTo(Outcome.Contradicted));
        Refuses(root => root["parts"]![2]!["decides"] = true, "outcome", "make the claim Mixed, the file says Reproduced", Registered.Verdict(regions: -.3));
    }

    [Test]
    public void A_part_without_subtrahend_reads_back()
    {
        Registration registration = Registered.RegionsEvolve();
        VerdictFile.Write(file, Registered.Decided(registration, Registered.Parts(registration, registration.Parts.Select(_ => .4))));

        PartVerdict read = VerdictFile.Read(file).Parts[^1];

        Assert.That((read.Name, read.Delta, read.Decides), Is.EqualTo(("fragmentation, ResNet-Adam", .25, true)));
        Assert.That(read.Seeds[0].Values, Is.EqualTo(new Dictionary<string, double?> { ["ResNet-Adam"] = .4 + (.001 * 20) }));
        Assert.That(read.Seeds[0].Difference, Is.EqualTo(read.Seeds[0].Values["ResNet-Adam"]));
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
