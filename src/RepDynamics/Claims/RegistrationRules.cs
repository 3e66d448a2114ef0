using System.Collections.Immutable;
using System.Globalization;

namespace RepDynamics.Claims;

/// <summary>The rules of a registration that its types cannot express.</summary>
internal static class RegistrationRules
{
    /// <summary>Returns the first field that breaks a rule and how; null if none does.</summary>
    internal static (string Field, string Fault)? FirstFault(Registration r, string fileName) =>
        Faults(r, fileName).Select(fault => ((string, string)?)fault).FirstOrDefault();

    private static IEnumerable<(string Field, string Fault)> Faults(Registration r, string fileName) =>
    [
        .. Texts(("id", r.Id), ("sentence", r.Sentence), ("paper", r.Paper), ("statistic", r.Statistic), ("rule", r.Rule)),
        .. When(r.Id != fileName, "id", $"Expected the name of the file, {fileName}, found {r.Id}."),
        .. When(!r.Id.All(char.IsAsciiLetterOrDigit), "id", $"Expected letters and digits only, found {r.Id}."),
        .. When(
            !(double.IsFinite(r.Margin) && r.Margin >= 0),
            "margin",
            Invariant($"Expected a finite number, at least 0, found {r.Margin}.")),
        .. When(
            !(r.Confidence > 0 && r.Confidence < 1),
            "confidence",
            Invariant($"Expected a number in (0, 1), found {r.Confidence}.")),
        .. Conditions(r),
        .. Parts(r),
        .. Profiles(r),
        .. Revisions(r),
    ];

    private static IEnumerable<(string, string)> Conditions(Registration r)
    {
        foreach ((string? name, string? description) in r.Conditions)
        {
            foreach ((string, string) fault in Texts(($"conditions.{name}", description)))
                yield return fault;
            if (!Safe(r.Parts).Any(part => part is not null && Safe(part.Minuend).Concat(Safe(part.Subtrahend)).Contains(name)))
                yield return ($"conditions.{name}", "No part uses this condition.");
        }
    }

    private static IEnumerable<(string, string)> Parts(Registration r)
    {
        if (r.Parts.IsDefaultOrEmpty)
            yield return ("parts", "Expected at least one part.");
        else if (!Safe(r.Parts).Any(part => part is null || part.Decides))
            yield return ("parts", "Expected at least one part that decides.");
        var names = new HashSet<string>();
        for (int i = 0; i < Safe(r.Parts).Length; i++)
        {
            (string? field, RegisteredPart? part) = ($"parts[{i}]", r.Parts[i]);
            if (part is null)
            {
                yield return (field, "Expected an object, found null.");
                continue;
            }

            foreach ((string, string) fault in Texts(($"{field}.name", part.Name)))
                yield return fault;
            if (!names.Add(part.Name))
                yield return ($"{field}.name", $"There is another part named {part.Name}.");
            if (part.Statistic is not null && string.IsNullOrWhiteSpace(part.Statistic))
                yield return ($"{field}.statistic", "Expected some text, or no such field for a claim with one statistic.");
            if (part.Gate is not null && string.IsNullOrWhiteSpace(part.Gate))
                yield return ($"{field}.gate", "Expected some text, or no such field for a part without a gate.");
            if (part.Margin is { } margin && !(double.IsFinite(margin) && margin >= 0))
                yield return ($"{field}.margin", Invariant($"Expected a finite number, at least 0, found {margin}."));
            if (part.Minuend.IsDefaultOrEmpty)
                yield return ($"{field}.minuend", $"Expected one of the conditions {string.Join(", ", r.Conditions.Keys)}, or a list of some, found none.");
            foreach ((string end, ImmutableArray<string> side) in new[] { ("minuend", part.Minuend), ("subtrahend", part.Subtrahend) })
            {
                foreach (string condition in Safe(side).Where(condition => condition is null || !r.Conditions.ContainsKey(condition)))
                    yield return ($"{field}.{end}", $"Expected one of the conditions {string.Join(", ", r.Conditions.Keys)}, found {condition}.");
            }

            if (Safe(part.Minuend).Concat(Safe(part.Subtrahend)).CountBy(condition => condition).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
                yield return ($"{field}.subtrahend", $"A part compares different conditions, found {twice.Key} twice.");
        }
    }

    private static IEnumerable<(string, string)> Profiles(Registration r)
    {
        if (r.Profiles.Count == 0)
            yield return ("profiles", "Expected seeds for at least one profile.");
        foreach ((string? name, ProfileSeeds? profile) in r.Profiles)
        {
            string field = $"profiles.{name}";
            if (profile is null)
            {
                yield return (field, "Expected an object, found null.");
                continue;
            }

            foreach ((string, string) fault in Texts(($"{field}.purpose", profile.Purpose)))
                yield return fault;
            long[] seeds = Safe(profile.Seeds);
            int fewest = profile.Decides ? 2 : 1;
            if (seeds.Length < fewest)
                yield return ($"{field}.seeds", $"Expected {fewest} or more seeds, found {seeds.Length}.");
            for (int i = 0; i < seeds.Length; i++)
            {
                if (seeds[i] < Registration.FirstSeed)
                    yield return ($"{field}.seeds[{i}]", $"Expected a fresh seed, {Registration.FirstSeed} or more, found {seeds[i]}; earlier ones have been looked at, or are reserved.");

                if (Array.IndexOf(seeds, seeds[i]) < i)
                    yield return ($"{field}.seeds[{i}]", $"Seed {seeds[i]} comes twice.");
            }
        }
    }

    private static IEnumerable<(string, string)> Revisions(Registration r)
    {
        RegistrationRevision[] revisions = Safe(r.Revisions);
        for (int i = 0; i < revisions.Length; i++)
        {
            (string? field, RegistrationRevision? revision) = ($"revisions[{i}]", revisions[i]);
            if (revision is null)
            {
                yield return (field, "Expected an object, found null.");
                yield break;
            }

            if (revision.Revision != i + 1)
                yield return ($"{field}.revision", $"Expected {i + 1}, found {revision.Revision}.");
            foreach ((string, string) fault in Texts(($"{field}.reason", revision.Reason)))
                yield return fault;
            if (i > 0 && revision.Date < revisions[i - 1].Date)
                yield return ($"{field}.date", Invariant($"Expected {revisions[i - 1].Date:yyyy-MM-dd} or later, found {revision.Date:yyyy-MM-dd}."));
        }

        if (revisions.Length == 0 || r.Revision != revisions.Length)
            yield return ("revision", $"Expected the number of revisions listed, {revisions.Length}, at least 1; found {r.Revision}.");
        else if (r.Date != revisions[^1].Date)
            yield return ("date", Invariant($"Expected the date of the last revision, {revisions[^1].Date:yyyy-MM-dd}, found {r.Date:yyyy-MM-dd}."));
    }

    private static IEnumerable<(string, string)> Texts(params (string Field, string? Value)[] texts) =>
        texts
            .Where(text => string.IsNullOrWhiteSpace(text.Value))
            .Select(text => (text.Field, "Expected some text, found none."));

    private static IEnumerable<(string, string)> When(bool broken, string field, string fault) => broken ? [(field, fault)] : [];

    private static T[] Safe<T>(ImmutableArray<T> items) => items.IsDefault ? [] : [.. items];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
