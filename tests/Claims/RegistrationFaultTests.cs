using System.Text.Json.Nodes;
using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

/// <summary>Each test breaks one rule in a copy of a real registration; the error must name the file and the field.</summary>
public class RegistrationFaultTests : FolderFixture
{
    private static readonly string Original = File.ReadAllText(Registered.ViTSyncFile);

    private static IEnumerable<string> Fields() => JsonNode.Parse(Original)!.AsObject().Select(field => field.Key);

    [TestCaseSource(nameof(Fields))]
    public void A_missing_field(string field) => Refuses(root => root.AsObject().Remove(field), "", $"'{field}'");

    [TestCaseSource(nameof(Fields))]
    public void A_field_that_is_null(string field) => Refuses(root => root[field] = null, field, "");

    [TestCaseSource(nameof(Fields))]
    public void A_field_of_the_wrong_type(string field) =>
        Refuses(root => root[field] = root[field] is JsonValue ? new JsonArray(1, 2) : JsonValue.Create("text"), field, "");

    [Test]
    public void Invalid_json()
    {
        Refuses(root => root["delta"] = .2, "delta", "'delta'");
        Refuses(root => root["parts"]![0]!.AsObject().Remove("minuend"), "parts[0]", "'minuend'");
        Refuses(root => root["parts"]![0]!["minuend"] = 5, "parts[0].minuend", "Expected the name of a condition, or a list of names.");
        Refuses(root => root["parts"]![0]!["minuend"] = null, "parts[0].minuend", "Expected the name of a condition, or a list of names.");
        Refuses(root => root["conditions"]!["ViT-B/16-SGD"] = "a network", "conditions.ViT-B/16-SGD", "Expected letters, digits and");
        RefusesText(Original.Replace("\"margin\": 0.10,", "\"margin\": 0.10, \"margin\": 0.05,"), "margin", "");
        RefusesText(Original[..^20], "", "");
        RefusesText("", "", "");
        RefusesText("null", "", "found null");
        RefusesText("[]", "", "");
        RefusesText(Original.Replace("\"margin\": 0.10,", "\"margin\": 0.10, // wide enough"), "", "");
    }

    [Test]
    public void A_missing_file() =>
        Assert.That(() => Registration.Load(In("Nowhere.json")), Throws.TypeOf<ClaimFileException>().With.Message.Contains(In("Nowhere.json")).And.Message.Contains("no such file"));

    [TestCase("2026-02-30")]
    [TestCase("21.11.2026")]
    [TestCase("2026-11-21T00:00:00")]
    [TestCase("")]
    public void An_invalid_date(string date) => Refuses(root => root["date"] = date, "date", "");

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(9)]
    [TestCase(-1)]
    public void A_seed_that_was_looked_at_or_is_reserved(int seed) =>
        Refuses(
            root => root["profiles"]!["cpu"]!["seeds"]![2] = seed,
            "profiles.cpu.seeds[2]",
            $"10 or more, found {seed}; earlier ones have been looked at, or are reserved");

    [Test]
    public void Invalid_seeds()
    {
        Refuses(root => root["profiles"]!["cpu"]!["seeds"]![3] = 21, "profiles.cpu.seeds[3]", "Seed 21 comes twice");
        Refuses(root => root["profiles"]!["cpu"]!["seeds"]![3] = 11.5, "profiles.cpu.seeds[3]", "");
        Refuses(
            root => root["profiles"]!["cpu"]!["seeds"] = new JsonArray(20), "profiles.cpu.seeds", "2 or more seeds, found 1");
        Refuses(
            root => root["profiles"]!["smoke"]!["seeds"] = new JsonArray(), "profiles.smoke.seeds", "1 or more seeds, found 0");
        Refuses(root => root["profiles"]!["smoke"]!["seeds"] = new JsonArray(9), "profiles.smoke.seeds[0]", "10 or more, found 9");
        Refuses(root => root["profiles"] = new JsonObject(), "profiles", "at least one profile");
        Refuses(root => root["profiles"]!["cpu"] = null, "profiles.cpu", "found null");
    }

    [Test]
    public void Invalid_parts()
    {
        Refuses(root => root["parts"] = new JsonArray(), "parts", "at least one part");
        Refuses(root => root["parts"]![1]!["name"] = "SGD, CKA", "parts[1].name", "another part named SGD, CKA");
        Refuses(root => root["parts"]![1]!["minuend"] = "ViT-Lion", "parts[1].minuend", "found ViT-Lion");
        Refuses(root => root["conditions"]!.AsObject().Remove("ViT-Adam"), "parts[1].minuend", "found ViT-Adam");
        Refuses(root => Both(root, "subtrahend", "ViT-SGD"), "conditions.ResNet-Adam", "No part uses");
        Refuses(root => root["parts"]![0]!["subtrahend"] = "ViT-SGD", "parts[0].subtrahend", "found ViT-SGD twice");
        Refuses(root => root["parts"]![0] = null, "parts[0]", "found null");

        // Of both parts on Adam, so that a condition is left without any.
        static void Both(JsonNode root, string end, string condition)
        {
            foreach (int part in new[] { 1, 3 }) root["parts"]![part]![end] = condition;
        }
    }

    [Test]
    public void Invalid_choices_of_parts()
    {
        Refuses(root => root["parts"]![0]!["measure"] = "svcca", "parts[0].measure", "\"ckaWithoutOutliers\" or \"regions\".");
        Refuses(root => root["parts"]![0]!["measure"] = 1, "parts[0].measure", "\"ckaWithoutOutliers\" or \"regions\".");
        Refuses(root => root["parts"]![0]!["measure"] = null, "parts[0].measure", "\"ckaWithoutOutliers\" or \"regions\".");
        Refuses(root => root["parts"]![0]!["grid"] = "cubic", "parts[0].grid", "Expected \"logarithmic\" or \"linear\".");
        Refuses(root => root["parts"]![0]!["gate"] = " ", "parts[0].gate", "for a part without a gate");
        Refuses(root => root["parts"]![0]!["margin"] = -.5, "parts[0].margin", "at least 0, found -0.5");
        RefusesText(Original.Replace("\"measure\": \"cka\"", "\"margin\": 1e999"), "parts[0].margin", "");
        Refuses(root => root["parts"]![0]!["margin"] = "wide", "parts[0].margin", "Expected a number.");
        Refuses(root => root["parts"]![0]!["statistic"] = " ", "parts[0].statistic", "Expected some text");
        Refuses(root => root["parts"]![0]!["subtrahend"] = "", "parts[0].subtrahend", "Expected one of the conditions");
        Refuses(root => root["parts"]![0]!["decides"] = "yes", "parts[0].decides", "Expected true or false.");
        Refuses(root => root["parts"]![0]!["decides"] = null, "parts[0].decides", "Expected true or false.");
        Refuses(root => root["parts"]!.AsArray().ToList().ForEach(part => part!["decides"] = false), "parts", "at least one part that decides");
    }

    [Test]
    public void Optional_fields_of_parts_have_defaults()
    {
        JsonNode root = JsonNode.Parse(Original)!;
        root["parts"]![0] = new JsonObject { ["name"] = "alone", ["minuend"] = "ViT-SGD" };
        RegisteredPart part = Load(root.ToJsonString()).Parts[0];

        Assert.That(part, Is.EqualTo(new RegisteredPart { Name = "alone", Minuend = part.Minuend, Subtrahend = part.Subtrahend }));
        Assert.That((part.Minuend.Single(), part.Subtrahend.Length), Is.EqualTo(("ViT-SGD", 0)));
        Assert.That((part.Measure, part.Statistic, part.Margin, part.Direction, part.Decides), Is.EqualTo((SimilarityMeasure.Cka, (string?)null, (double?)null, (Direction?)null, true)));
    }

    [Test]
    public void Invalid_numbers()
    {
        Refuses(root => root["margin"] = -.1, "margin", "found -0.1");
        Refuses(root => root["confidence"] = 90, "confidence", "found 90");
        Refuses(root => root["confidence"] = 1, "confidence", "found 1");
        RefusesText(Original.Replace("\"margin\": 0.10,", "\"margin\": 1e999,"), "margin", "");
        Refuses(root => root["direction"] = "up", "direction", "");
        Refuses(root => root["direction"] = 0, "direction", "");
    }

    [Test]
    public void Blank_texts_and_a_wrong_id()
    {
        Refuses(root => root["sentence"] = "  ", "sentence", "found none");
        Refuses(root => root["conditions"]!["ViT-SGD"] = "", "conditions.ViT-SGD", "found none");
        Refuses(root => root["conditions"]!["ViT-SGD"] = null, "conditions.ViT-SGD", "found none");
        Refuses(root => root["id"] = "VitSync", "id", "Expected the name of the file, ViTSync, found VitSync");
    }

    [Test]
    public void Revisions_out_of_order()
    {
        Refuses(root => root["date"] = "2026-11-23", "date", "Expected the date of the last revision, 2026-11-22, found 2026-11-23");
        Refuses(root => root["revision"] = 5, "revision", "found 5");
        Refuses(root => root["revisions"] = new JsonArray(), "revision", "at least 1");
        Refuses(root => root["revisions"]![0]!["reason"] = "", "revisions[0].reason", "found none");
        Refuses(
            root => root["revisions"]!.AsArray().Add(Revision(6, "2026-11-23")), "revisions[4].revision", "Expected 5, found 6");
        Refuses(root => root["revisions"]!.AsArray().Add(Revision(5, "2026-11-21")), "revisions[4].date", "2026-11-22 or later");
    }

    [Test]
    public void A_later_revision_with_a_reason_loads()
    {
        JsonNode root = JsonNode.Parse(Original)!;
        root["revisions"]!.AsArray().Add(Revision(5, "2026-12-01"));
        root["revision"] = 5;
        root["date"] = "2026-12-01";
        Assert.That(Load(root.ToJsonString()).Revisions[4].Reason, Is.EqualTo("a reason"));
    }

    private static JsonObject Revision(int number, string date) =>
        new() { ["revision"] = number, ["date"] = date, ["reason"] = "a reason" };

    private void Refuses(Action<JsonNode> spoil, string field, string words)
    {
        JsonNode root = JsonNode.Parse(Original)!;
        spoil(root);
        RefusesText(root.ToJsonString(), field, words);
    }

    private void RefusesText(string text, string field, string words)
    {
        Assert.That(text, Is.Not.EqualTo(Original), "the test must change something");
        ClaimFileException fault = Assert.Throws<ClaimFileException>(() => Load(text))!;
        Assert.That(fault.Message, Does.Contain("ViTSync.json").And.Contain(words));
        Assert.That(fault.Message, Does.Contain(field.Length == 0 ? "" : $", field {field}"));
    }

    private Registration Load(string text) => Registration.Load(Write("ViTSync.json", text));
}
