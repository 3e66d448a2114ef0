using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RepDynamics.Claims;
using RepDynamics.IO;

namespace RepDynamics.Tests.Claims;

/// <summary>
/// <c>registrations/revisions.txt</c> has the hash of every revision, so that a registration cannot change without a new revision.
/// </summary>
public class RegistrationHistoryTests
{
    private static readonly string History = Path.Combine(Registered.Folder, "revisions.txt");

    [TestCaseSource(typeof(Registered), nameof(Registered.Ids))]
    public void The_current_revision_is_the_one_on_record(string id)
    {
        string file = Path.Combine(Registered.Folder, id + ".json");
        var registration = Registration.Load(file);
        string line = $"{id} {registration.Revision} {Hash(File.ReadAllText(file))}";

        Assert.That(
            Lines().LastOrDefault(entry => entry.StartsWith(id + " ", StringComparison.Ordinal)), Is.EqualTo(line),
            $"{id}.json is not the revision that was registered. If the change is intended, add a revision with a reason, and this line to {History}:\n{line}");
    }

    [Test]
    public void Every_line_on_record_is_a_revision_of_a_claim_in_its_order()
    {
        Assert.That(Lines(), Is.Unique);
        foreach (IGrouping<string, string[]> claim in Lines().Select(line => line.Split(' ')).GroupBy(words => words[0]))
        {
            Assert.That(Registered.Ids().Append("RegionsEvolve"), Does.Contain(claim.Key), "RegionsEvolve is replaced by five claims");
            Assert.That(claim.Select(words => int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)), Is.Ordered.And.Unique, claim.Key);
            Assert.That(claim.Select(words => words[2]), Has.All.Length.EqualTo(64), claim.Key);
        }
    }

    [Test]
    public void A_changed_margin_changes_the_hash_and_white_space_does_not()
    {
        string text = File.ReadAllText(Registered.ViTSyncFile);

        Assert.That(Hash(text.Replace("0.10", "0.05", StringComparison.Ordinal)), Is.Not.EqualTo(Hash(text)));
        Assert.That(Hash(text.Replace("\n", "\n  ", StringComparison.Ordinal)), Is.EqualTo(Hash(text)));
    }

    private static string[] Lines() => File.ReadAllLines(History);

    private static string Hash(string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(JsonNode.Parse(json)!))));
}
