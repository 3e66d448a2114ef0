using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Reports;

public class MachineReadableTests : ReportFixture
{
    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(Repository.Root, "docs", "verdicts.schema.json"));

    [Test]
    public void Verdicts_of_every_state_follow_the_schema()
    {
        report.MakeWhole();
        File.WriteAllText(Path.Combine(report.Results("smoke"), "verdict.json"), "{");
        JsonElement document = report.Json(report.Write(report.Source(), report.Source("smoke"), new(Registered.RegionsEvolve(), "cpu", "nowhere", null)));

        Assert.That(Faults(document), Is.Empty);
        Assert.That(
            document.GetProperty("verdicts").EnumerateArray().Select(v => v.GetProperty("state").GetString()),
            Is.EqualTo(new[] { "decided", "unreadable", "notRun" }));
    }

    [Test]
    public void The_committed_verdicts_follow_the_schema() => Assert.That(Faults(report.Json(report.Write(SyntheticReport.Committed()))), Is.Empty);

    [TestCase("outcome", "\"splendid\"", "/verdicts/0/outcome: ")]
    [TestCase("claim", "7", "/verdicts/0/claim: ")]
    [TestCase("state", "\"lost\"", "/verdicts/0/state: ")]
    [TestCase("revision", "1.5", "/verdicts/0/revision: ")]
    [TestCase("surprise", "1", "/verdicts/0/surprise: ")]
    [TestCase("parts", "[{}]", "/verdicts/0/parts/0: Required properties")]
    public void The_schema_refuses_what_it_does_not_describe(string field, string value, string fault)
    {
        report.MakeWhole();
        JsonNode document = JsonNode.Parse(File.ReadAllText(report.Write(report.Source()).Verdicts))!;
        document["verdicts"]![0]![field] = JsonNode.Parse(value);

        Assert.That(Faults(JsonSerializer.SerializeToElement(document)), Has.Some.StartWith(fault));
    }

    [Test]
    public void A_verdict_is_written_with_all_its_numbers()
    {
        report.MakeWhole();
        JsonElement entry = report.Json(report.Write(report.Source())).GetProperty("verdicts")[0];
        Verdict verdict = SyntheticReport.Verdict();

        Assert.That(entry.GetProperty("outcome").GetString(), Is.EqualTo("reproduced"));
        Assert.That(entry.GetProperty("source").GetString(), Is.EqualTo("run"));
        JsonElement part = entry.GetProperty("parts")[0];
        Assert.That(part.GetProperty("interval").GetProperty("lower").GetDouble(), Is.EqualTo(verdict.Parts[0].Interval!.Lower), "to the bit");
        Assert.That(part.GetProperty("seeds")[0].GetProperty("values").GetProperty("ViT-SGD").GetDouble(), Is.EqualTo(verdict.Parts[0].Seeds[0].Values["ViT-SGD"]));
        Assert.That(part.GetProperty("minuend").GetString(), Is.EqualTo("ViT-SGD"));
        Assert.That(entry.GetProperty("sensitivity")[0].GetProperty("variation").GetString(), Is.EqualTo("debiased CKA"));
        Assert.That(entry.GetProperty("sensitivity")[0].GetProperty("parts")[0].GetProperty("measure").GetString(), Is.EqualTo("ckaDebiased"));
        Assert.That(entry.GetProperty("recipeHashes").GetProperty("ViT-SGD seed 10").GetString(), Is.EqualTo(SyntheticReport.Hash('a')));
    }

    [Test]
    public void Every_statistic_is_a_row()
    {
        report.MakeWhole();
        string[] lines = File.ReadAllText(report.Write(report.Source()).Statistics).TrimEnd('\n').Split('\n');
        Verdict verdict = SyntheticReport.Verdict();

        Assert.That(lines[0], Is.EqualTo(string.Join(',', StatisticsCsv.Columns)));
        Assert.That(lines, Has.Length.EqualTo(1 + verdict.Parts.Sum(p => p.Seeds.Length) + verdict.Parts[0].Seeds.Length), "and those of one variation");
        SeedValues seed = verdict.Parts[0].Seeds[0];
        Assert.That(lines[1], Does.StartWith("ViTSync,cpu,,\"SGD, CKA\",cka,,true,20,ViT-SGD,"));
        Assert.That(lines[1], Does.Contain(seed.Difference!.Value.ToString("R", CultureInfo.InvariantCulture)).And.EndsWith(",0.9,0.1,greater,reproduced"));
        Assert.That(lines[^1], Does.StartWith("ViTSync,cpu,debiased CKA,\"SGD, CKA\",ckaDebiased,,false,"));

        // The conditions of a part of another revision are not known: their cells are empty.
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), verdict with { Revision = 1 });
        Assert.That(File.ReadAllText(report.Write(report.Source()).Statistics), Does.Contain("ViTSync,cpu,,\"SGD, CKA\",,,true,20,,,,,"));

        // Cells with commas, quotes and lines are quoted.
        Variation.Write(Path.Combine(report.Results(), Variation.FileName), [new Variation("a \"b\", c\nd", [verdict.Parts[0]])]);
        Assert.That(File.ReadAllText(report.Write(report.Source()).Statistics), Does.Contain("ViTSync,cpu,\"a \"\"b\"\", c\nd\","));
    }

    [Test]
    public void An_undefined_value_is_an_empty_cell_and_null()
    {
        Verdict verdict = SyntheticReport.Verdict();
        RegisteredPart registered = Registered.ViTSync().Parts[0];
        PartVerdict undefined = Registered.Part(Registered.ViTSync(), registered, seed => (seed == 21 ? null : .5, .25));
        VerdictFile.Write(
            Path.Combine(report.Results(), "verdict.json"), verdict with { Outcome = Decision.Overall([undefined, .. verdict.Parts.Skip(1)]), Parts = [undefined, .. verdict.Parts.Skip(1)] });
        WrittenReport written = report.Write(report.Source());

        Assert.That(File.ReadAllText(written.Statistics), Does.Contain(",21,ViT-SGD,,ResNet-SGD,0.25,,,,,0.9,0.1,greater,notdecided\n"));
        Assert.That(Faults(report.Json(written)), Is.Empty);
        Assert.That(File.ReadAllText(written.Pages[0]), Does.Contain("no interval").And.Contain("<td>undefined</td>"));
    }

    // Every error with its place in the document; empty for a valid document.
    private static string[] Faults(JsonElement document)
    {
        EvaluationResults results = Schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : [.. results.Details!.SelectMany(detail => (detail.Errors ?? []).Select(error => $"{detail.InstanceLocation}: {error.Value}"))];
    }
}
