using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Profiles;

namespace RepDynamics.Cli;

/// <summary>The accepted verdicts as a table in Markdown, for the README: only what is committed, and all of it.</summary>
internal static class VerdictTable
{
    /// <summary>The lines between which the table stands in a file.</summary>
    public const string Begin = "<!-- verdicts -->", End = "<!-- /verdicts -->";

    private const int HashDigits = 12;

    /// <summary>A row for every claim and profile that has decided it, in the order of claims and profiles; then where nothing is decided yet.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="layout">A checkout.</param>
    /// <exception cref="ClaimFileException">A registration or a verdict is damaged.</exception>
    /// <exception cref="CommandException">There is no checkout, and so no baseline.</exception>
    public static string Of(ClaimCatalogue claims, ProjectLayout layout)
    {
        if (layout.Root is null)
            throw new CommandException(ExitCode.Usage, "There is no checkout with accepted verdicts.", "Use ./repdynamics of a clone of the repository.");
        List<(string Profile, string Claim)> open = [];
        StringBuilder table = new("| claim | profile | verdict | parts that decide | decided | recipes |\n|---|---|---|---|---|---|\n");
        foreach (string id in claims.Ids)
        {
            Registration registration = claims.Registration(id);
            foreach (string profile in registration.Profiles.Where(p => p.Value.Decides).Select(p => p.Key).OrderBy(Place))
            {
                string file = Path.Combine(layout.Baselines(profile, id)!, AcceptedVerdict.FileName);
                if (File.Exists(file)) table.Append($"| **{id}**: {Cell(registration.Sentence)} | {profile} |{Row(VerdictFile.Read(file), registration)}\n");
                else open.Add((profile, id));
            }
        }
        return table.Append(Open(open, claims.Ids.Count)).ToString();
    }

    /// <summary>Puts a table in the place of the one between the markers of a file.</summary>
    /// <returns>Whether that changed the file.</returns>
    /// <exception cref="CommandException">There is no such file, or it has no markers.</exception>
    public static bool Put(string table, string file)
    {
        if (!File.Exists(file)) throw new CommandException(ExitCode.Usage, $"There is no file {file}.", "Name a Markdown file, such as README.md.");
        string text = File.ReadAllText(file);
        if (Between(text) is not { } old)
            throw new CommandException(ExitCode.Usage, $"{file} has no place for the table.", $"Put these two lines where it is to stand: {Begin} and {End}");
        string changed = text.Replace($"{Begin}\n{old}{End}", $"{Begin}\n{table}{End}", StringComparison.Ordinal);
        if (changed == text) return false;
        File.WriteAllText(file, changed);
        return true;
    }

    /// <summary>What stands between the markers of a text; null where it lacks them.</summary>
    public static string? Between(string text)
    {
        int begin = text.IndexOf($"{Begin}\n", StringComparison.Ordinal) + Begin.Length + 1;
        int end = begin > Begin.Length ? text.IndexOf(End, begin, StringComparison.Ordinal) : -1;
        return end < 0 ? null : text[begin..end];
    }

    private static string Row(Verdict verdict, Registration registration)
    {
        string revision = verdict.Revision == registration.Revision
            ? $"revision {verdict.Revision}"
            : $"revision {verdict.Revision}, registered now: {registration.Revision}";
        string parts = string.Join("<br>", verdict.Parts.Where(part => part.Decides).Select(Part));
        return string.Create(
            CultureInfo.InvariantCulture,
            $" **{verdict.Outcome.ToString().ToLowerInvariant()}** | {parts} | {verdict.Date:yyyy-MM-dd}, {revision} | `{Hash(verdict)}` |");
    }

    private static string Part(PartVerdict part)
    {
        char sign = part.Outcome switch { Outcome.Reproduced => '✓', Outcome.Contradicted => '✗', _ => '○' };
        string numbers = part.Interval is { } interval
            ? string.Create(CultureInfo.InvariantCulture, $"{interval.Mean:f3} [{interval.Lower:f3}, {interval.Upper:f3}]")
            : "undefined";
        // A gate that is shut outweighs any interval: the row must not look as if the interval had been misread.
        string barred = part.GateFailure is null ? "" : ", barred by its gate";
        return string.Create(CultureInfo.InvariantCulture, $"{sign} {Cell(part.Name)}: {numbers}, margin {part.Delta:0.###}{barred}");
    }

    private static string Open(List<(string Profile, string Claim)> open, int claims) => open.Count == 0
        ? ""
        : $"\nRegistered, and not decided yet: {string.Join("; ", open.GroupBy(o => o.Profile, o => o.Claim).OrderBy(o => Place(o.Key)).Select(
            o => $"on `{o.Key}` {(o.Count() == claims ? "all claims" : string.Join(", ", o))}"))}.\n";

    // One for all runs: equal where every recipe is.
    private static string Hash(Verdict verdict) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', verdict.RecipeHashes.Values.Distinct().Order(StringComparer.Ordinal)))))[..HashDigits];

    private static int Place(string profile)
    {
        int place = Profile.All.Select(p => p.Name).ToList().IndexOf(profile);
        return place < 0 ? int.MaxValue : place;
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
