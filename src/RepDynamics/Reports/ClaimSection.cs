using System.Xml.Linq;
using RepDynamics.Claims;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>One claim: its registration, and its results on every profile.</summary>
internal static class ClaimSection
{
    public static XElement Build(IReadOnlyList<ClaimResult> profiles, RunData runs, ClaimFigures figures)
    {
        Registration registration = profiles[0].Registration;
        return Of(
            "section", Class("claim"), With("aria-labelledby", "claim-" + registration.Id),
            Of("h3", With("id", "claim-" + registration.Id), registration.Id),
            Of("blockquote", Of("p", registration.Sentence), Of("footer", registration.Paper)),
            Registered(registration),
            Many(profiles.Select(result => ProfileSection.Build(result, runs, figures))));
    }

    private static XElement Registered(Registration registration) => Of(
        "details", Class("registration"), With("open"),
        Of("summary", "Registration"),
        Of(
            "dl",
            Entry("Statistic", registration.Statistic),
            Entry("Claimed", $"the difference is {(registration.Direction == Direction.Greater ? "greater than" : "less than")} 0, beyond a margin of {Margins(registration)}"),
            Entry("Interval", $"Student's t, {Number.Percent(registration.Confidence)}, over seeds"),
            Entry("Rule", registration.Rule),
            Entry("Trained", Of("ul", registration.Conditions.Select(c => Of("li", Of("b", c.Key), ": ", c.Value)))),
            Entry("Profiles", Of("ul", registration.Profiles.Select(p => Of(
                "li", Of("b", p.Key), $": seeds {string.Join(", ", p.Value.Seeds)}. {p.Value.Purpose}")))),
            Entry("Revisions", Of("ol", registration.Revisions.Select(r => Of(
                "li", With("value", r.Revision), Of("time", FormattableString.Invariant($"{r.Date:yyyy-MM-dd}")), $": {r.Reason}"))))));

    private static string Margins(Registration registration)
    {
        string[] others =
        [
            .. registration.Parts.Where(part => part.Margin is { } own && own != registration.Margin)
                .Select(part => $"{Number.Plain(part.Margin!.Value)} for {part.Name}"),
        ];
        return others.Length == 0 ? Number.Plain(registration.Margin) : $"{Number.Plain(registration.Margin)} ({string.Join("; ", others)})";
    }

    private static object?[] Entry(string term, object? text) => Many(Of("dt", term), Of("dd", text));
}
