using System.Text.RegularExpressions;
using System.Xml.Linq;
using RepDynamics.Claims;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>One claim: its registration, and its results on every profile.</summary>
internal static partial class ClaimSection
{
    public static XElement Build(IReadOnlyList<ClaimResult> profiles, ProfileSection sections)
    {
        Registration registration = profiles[0].Registration;
        ClaimResult[] known = [.. profiles.Where(result => result.IsKnown)];
        string[] open = [.. profiles.Except(known).Select(result => result.Profile)];
        return Of(
            "section", Class("claim"), With("aria-labelledby", "claim-" + registration.Id),
            Of(
                "div", Class("head"),
                Of("h2", With("id", "claim-" + registration.Id), registration.Id),
                known.Select(result => result.Verdict is { } verdict ? Many(" ", Link("#" + result.Anchor, result.Profile, " ", Overview.Badge(verdict.Outcome, verdict.Decides))) : null)),
            Of(
                "div", Class("body"),
                Of("blockquote", Of("p", registration.Sentence), Of("footer", "This project\u2019s paraphrase of ", Paper(registration.Paper))),
                Registered(registration),
                Many(known.Select(sections.Build)),
                open.Length == 0 ? null : Of("p", Class("muted"), $"Not run on {string.Join(", ", open)}: ", Run(registration.Id, open[0]))));
    }

    /// <summary>The command that runs a claim.</summary>
    public static XElement Run(string claim, string profile) => Of("code", $"dotnet test experiments --filter Claim={claim} -p:Profile={profile}");

    private static object Paper(string paper) =>
        ArXiv().Match(paper) is { Success: true } match ? Link($"https://arxiv.org/abs/{match.Groups[1].Value}{match.Groups[2].Value}", paper) : paper;

    private static XElement Registered(Registration registration) => Folded(
        $"Registration, revision {registration.Revision} of {FormattableString.Invariant($"{registration.Date:yyyy-MM-dd}")}",
        Of(
            "dl",
            Entry("Statistic", registration.Statistic),
            Entry("Margin", Margins(registration)),
            Entry("Interval", $"Student's t, {Number.Percent(registration.Confidence)}, over seeds"),
            Entry("Rule", registration.Rule),
            Entry("Trained", Of("ul", registration.Conditions.Select(c => Of("li", Of("b", c.Key), ": ", c.Value)))),
            Entry("Profiles", Of("ul", registration.Profiles.Select(p => Of("li", Of("b", p.Key), $": seeds {string.Join(", ", p.Value.Seeds)}. {p.Value.Purpose}")))),
            Entry("Revisions", Of("ol", registration.Revisions.Select(r => Of(
                "li", With("value", r.Revision), Of("time", FormattableString.Invariant($"{r.Date:yyyy-MM-dd}")), $": {r.Reason}"))))));

    private static string Margins(Registration registration)
    {
        IEnumerable<RegisteredPart> others = registration.Parts.Where(part => part.Margin is { } own && own != registration.Margin);
        string own = string.Join("; ", others.Select(part => $"{Number.Plain(part.Margin!.Value)} for {part.Name}"));
        return own.Length == 0 ? Number.Plain(registration.Margin) : $"{Number.Plain(registration.Margin)} ({own})";
    }

    private static object?[] Entry(string term, object? text) => Many(Of("dt", term), Of("dd", text));

    [GeneratedRegex(@"arXiv:? ?(\d{4}\.\d{5})(?: (v\d+))?")]
    private static partial Regex ArXiv();
}
