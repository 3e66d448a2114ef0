namespace RepDynamics.Claims;

/// <summary>The rules of a registration that its types cannot express.</summary>
internal sealed class RegistrationRules(Registration registration, string file)
{
    private readonly RegisteredPart[] parts = Safe(registration.Parts);
    private readonly string conditions = string.Join(", ", registration.Conditions.Keys);

    /// <summary>Checks all rules in the order of the fields.</summary>
    internal void Check()
    {
        Registration r = registration;
        foreach ((string field, string text) in new[] { ("id", r.Id), ("sentence", r.Sentence), ("paper", r.Paper), ("statistic", r.Statistic), ("rule", r.Rule) })
            RequireText(field, text);
        string name = Path.GetFileNameWithoutExtension(file);
        Require(r.Id == name, "id", $"Expected the name of the file, {name}, found {r.Id}.");
        Require(r.Id.All(char.IsAsciiLetterOrDigit), "id", $"Expected letters and digits only, found {r.Id}.");
        RequireMargin("margin", r.Margin);
        Require(r.Confidence > 0 && r.Confidence < 1, "confidence", $"Expected a number in (0, 1), found {r.Confidence}.");
        foreach ((string condition, string description) in r.Conditions)
        {
            RequireText($"conditions.{condition}", description);
            Require(condition.All(letter => char.IsLetterOrDigit(letter) || "-_.+=@".Contains(letter)), $"conditions.{condition}", $"Expected letters, digits and - _ . + = @, because files are named after conditions.");
        }
        CheckParts();
        foreach (string condition in r.Conditions.Keys) Require(parts.Any(part => Names(part).Contains(condition)), $"conditions.{condition}", $"No part uses this condition.");
        Require(r.Profiles.Count > 0, "profiles", $"Expected seeds for at least one profile.");
        foreach ((string profile, ProfileSeeds seeds) in r.Profiles) CheckProfile($"profiles.{profile}", seeds);
        CheckRevisions(Safe(r.Revisions));
    }

    private void CheckParts()
    {
        Require(parts.Length > 0, "parts", $"Expected at least one part.");
        Require(parts.Any(part => part is null || part.Decides), "parts", $"Expected at least one part that decides.");
        HashSet<string> names = [];
        foreach ((int i, RegisteredPart part) in parts.Index())
        {
            string field = $"parts[{i}]";
            RequireObject(field, part);
            RequireText($"{field}.name", part.Name);
            Require(names.Add(part.Name), $"{field}.name", $"There is another part named {part.Name}.");
            Require(part.Statistic is null || !string.IsNullOrWhiteSpace(part.Statistic), $"{field}.statistic", $"Expected some text, or no such field for a claim with one statistic.");
            Require(part.Gate is null || !string.IsNullOrWhiteSpace(part.Gate), $"{field}.gate", $"Expected some text, or no such field for a part without a gate.");
            if (part.Margin is { } margin) RequireMargin($"{field}.margin", margin);
            Require(!part.Minuend.IsDefaultOrEmpty, $"{field}.minuend", $"Expected one of the conditions {conditions}, or a list of some, found none.");
            foreach ((string end, ImmutableArray<string> side) in new[] { ("minuend", part.Minuend), ("subtrahend", part.Subtrahend) })
            {
                foreach (string condition in Safe(side))
                    Require(condition is not null && registration.Conditions.ContainsKey(condition), $"{field}.{end}", $"Expected one of the conditions {conditions}, found {condition}.");
            }
            foreach ((string condition, int count) in Names(part).CountBy(condition => condition))
                Require(count == 1, $"{field}.subtrahend", $"A part compares different conditions, found {condition} twice.");
        }
    }

    private void CheckProfile(string field, ProfileSeeds profile)
    {
        RequireObject(field, profile);
        RequireText($"{field}.purpose", profile.Purpose);
        long[] seeds = Safe(profile.Seeds);
        int fewest = profile.Decides ? 2 : 1;
        Require(seeds.Length >= fewest, $"{field}.seeds", $"Expected {fewest} or more seeds, found {seeds.Length}.");
        foreach ((int i, long seed) in seeds.Index())
        {
            Require(
                seed >= Registration.FirstSeed, $"{field}.seeds[{i}]",
                $"Expected a fresh seed, {Registration.FirstSeed} or more, found {seed}; earlier ones have been looked at, or are reserved.");
            Require(Array.IndexOf(seeds, seed) == i, $"{field}.seeds[{i}]", $"Seed {seed} comes twice.");
        }
    }

    private void CheckRevisions(RegistrationRevision[] revisions)
    {
        foreach ((int i, RegistrationRevision revision) in revisions.Index())
        {
            string field = $"revisions[{i}]";
            RequireObject(field, revision);
            Require(revision.Revision == i + 1, $"{field}.revision", $"Expected {i + 1}, found {revision.Revision}.");
            RequireText($"{field}.reason", revision.Reason);
            DateOnly before = revisions[Math.Max(i - 1, 0)].Date;
            Require(revision.Date >= before, $"{field}.date", $"Expected {before:yyyy-MM-dd} or later, found {revision.Date:yyyy-MM-dd}.");
        }
        Require(
            revisions.Length > 0 && registration.Revision == revisions.Length, "revision",
            $"Expected the number of revisions listed, {revisions.Length}, at least 1; found {registration.Revision}.");
        DateOnly last = revisions[^1].Date;
        Require(registration.Date == last, "date", $"Expected the date of the last revision, {last:yyyy-MM-dd}, found {registration.Date:yyyy-MM-dd}.");
    }

    private void Require(bool kept, string field, FormattableString fault)
    {
        if (!kept) throw new ClaimFileException(file, field, fault.ToString(CultureInfo.InvariantCulture));
    }

    // Names and values of dictionaries, and entries of arrays, can be null although their types are not.
    private void RequireText(string field, string? text) => Require(!string.IsNullOrWhiteSpace(text), field, $"Expected some text, found none.");

    private void RequireObject(string field, object? value) => Require(value is not null, field, $"Expected an object, found null.");

    private void RequireMargin(string field, double margin) =>
        Require(double.IsFinite(margin) && margin >= 0, field, $"Expected a finite number, at least 0, found {margin}.");

    private static IEnumerable<string> Names(RegisteredPart part) => Safe(part.Minuend).Concat(Safe(part.Subtrahend));

    private static T[] Safe<T>(ImmutableArray<T> items) => items.IsDefault ? [] : [.. items];
}
