using System.Text;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.Studies;
using static System.FormattableString;

namespace RepDynamics.Cli;

/// <summary>The accepted verdicts in Markdown: a table of numbers, and a matrix of outcomes.</summary>
internal static class VerdictTable
{
    /// <summary>The names of the table and the matrix, which a file has between the lines <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.</summary>
    public const string Numbers = "verdicts", Outcomes = "outcomes";

    private const int HashDigits = 12;

    /// <summary>Returns a table with a row for every decided claim and profile, and a list of the undecided ones.</summary>
    public static string Of(ClaimCatalogue claims, ProjectLayout layout)
    {
        List<(string Profile, string Claim)> open = [];
        StringBuilder table = new("| claim | profile | verdict | parts that decide | decided | recipes |\n|---|---|---|---|---|---|\n");
        foreach (string id in claims.Ids)
        {
            Registration registration = claims.Registration(id);
            foreach (string profile in registration.Profiles.Where(p => p.Value.Decides).Select(p => p.Key).OrderBy(ClaimCatalogue.Place))
            {
                string file = Accepted(layout, profile, id);
                if (File.Exists(file)) table.Append($"| **{id}**: {Cell(registration.Sentence)} | {profile} |{Row(VerdictFile.Read(file), registration)}\n");
                else open.Add((profile, id));
            }
        }
        return table.Append(Open(open, claims.Ids.Count)).ToString();
    }

    /// <summary>
    /// Returns the matrix of outcomes: a row for every claim, linked to its code, and a column for every profile with a verdict, linked to its numbers
    /// and figures; without any verdict, a column for every deciding profile.
    /// </summary>
    public static string Matrix(ClaimCatalogue claims, ProjectLayout layout)
    {
        string[] deciding =
        [
            .. claims.Ids.SelectMany(id => claims.Registration(id).Profiles.Where(p => p.Value.Decides).Select(p => p.Key)).Distinct().OrderBy(ClaimCatalogue.Place),
        ];
        string[] decided = [.. deciding.Where(profile => claims.Ids.Any(id => File.Exists(Accepted(layout, profile, id))))];
        string[] profiles = decided.Length > 0 ? decided : deciding;
        StringBuilder table = new($"| claim | {string.Join(" | ", profiles)} |\n|---|{string.Concat(profiles.Select(_ => "---|"))}\n");
        foreach (string id in claims.Ids)
            table.Append($"| {Title(id)}: {Cell(claims.Registration(id).Sentence)} | {string.Join(" | ", profiles.Select(profile => OutcomeOn(profile, id)))} |\n");
        if (profiles.Length < deciding.Length) table.Append($"\nRegistered, and not run yet: {string.Join(", ", deciding.Except(profiles).Select(name => $"`{name}`"))}.\n");
        return table.ToString();

        string Title(string id) => File.Exists(Path.Combine(layout.Root!, "experiments", "claims", $"{id}.cs")) ? $"[**{id}**](experiments/claims/{id}.cs)" : $"**{id}**";

        string OutcomeOn(string profile, string id)
        {
            if (Accepted(layout, profile, id) is var file && !File.Exists(file)) return "-";
            Verdict verdict = VerdictFile.Read(file);
            string superseded = verdict.Revision == claims.Registration(id).Revision ? "" : $" (revision {verdict.Revision})";
            return $"[{verdict.Outcome.Words()}](baselines/{profile}/{id}){superseded}";
        }
    }

    /// <summary>Updates the table, the matrix or both in a file, between their markers.</summary>
    /// <returns>Whether the file changed.</returns>
    public static bool Update(string file, ClaimCatalogue claims, ProjectLayout layout)
    {
        if (!File.Exists(file)) throw new CommandException(ExitCode.Usage, $"There is no file {file}.", "Name a Markdown file, such as README.md.");
        string text = File.ReadAllText(file);
        string[] names = [.. new[] { Numbers, Outcomes }.Where(name => Between(text, name) is not null)];
        if (names.Length == 0)
        {
            throw new CommandException(
                ExitCode.Usage, $"{file} has no markers for the table.",
                $"Add these two lines: {Begin(Numbers)} and {End(Numbers)}, or, for the matrix of outcomes, {Begin(Outcomes)} and {End(Outcomes)}");
        }
        string changed = names.Aggregate(text, (old, name) => old.Replace(
            $"{Begin(name)}\n{Between(old, name)}{End(name)}",
            $"{Begin(name)}\n{(name == Numbers ? Of(claims, layout) : Matrix(claims, layout))}{End(name)}", StringComparison.Ordinal));
        if (changed == text) return false;
        File.WriteAllText(file, changed);
        return true;
    }

    /// <summary>Returns the text between the markers of a name; null without markers.</summary>
    public static string? Between(string text, string name) =>
        text.Split($"{Begin(name)}\n", 2) is [_, var rest] && rest.Split(End(name), 2) is [var between, _] ? between : null;

    private static string Begin(string name) => $"<!-- {name} -->";

    private static string End(string name) => $"<!-- /{name} -->";

    private static string Row(Verdict verdict, Registration registration)
    {
        string revision = $"revision {verdict.Revision}{(verdict.Revision == registration.Revision ? "" : $", registered now: {registration.Revision}")}";
        string parts = string.Join("<br>", verdict.Parts.Where(part => part.Decides).Select(Part));
        return Invariant($" **{verdict.Outcome.Words()}** | {parts} | {verdict.Date:yyyy-MM-dd}, {revision} | `{Hash(verdict)}` |");
    }

    private static string Part(PartVerdict part)
    {
        char sign = part.Outcome switch { Outcome.Reproduced => '✓', Outcome.Contradicted => '✗', Outcome.NoDifference => '=', _ => '○' };
        string numbers = part.Interval is { } interval ? Invariant($"{interval.Mean:f3} [{interval.Lower:f3}, {interval.Upper:f3}]") : "undefined";
        // Explains why a part is inconclusive even though its interval lies beyond the margin.
        string gate = part.GateFailure is null ? "" : ", gate not passed";
        return Invariant($"{sign} {Cell(part.Name)}: {numbers}, margin {part.Delta:0.###}{gate}");
    }

    private static string Open(List<(string Profile, string Claim)> open, int claims) => open.Count == 0
        ? ""
        : $"\nRegistered, and not decided yet: {string.Join("; ", open.GroupBy(o => o.Profile, o => o.Claim).OrderBy(o => ClaimCatalogue.Place(o.Key)).Select(
            o => $"on `{o.Key}` {(o.Count() == claims ? "all claims" : string.Join(", ", o))}"))}.\n";

    // One hash of all recipes.
    private static string Hash(Verdict verdict) => FileDigest.Of(
        Encoding.ASCII.GetBytes(string.Join('\n', verdict.RecipeHashes.Values.Distinct().Order(StringComparer.Ordinal)))).Sha256[..HashDigits];

    private static string Accepted(ProjectLayout layout, string profile, string id) => Path.Combine(layout.Baselines(profile, id)!, AcceptedVerdict.FileName);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
