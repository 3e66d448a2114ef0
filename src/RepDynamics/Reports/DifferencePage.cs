using System.Text;
using System.Xml.Linq;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.Studies;
using SkiaSharp;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>A page of everything by which results differ from their baselines: to look at before it is accepted, or mended.</summary>
internal static class DifferencePage
{
    // If every run of a claim changes, every line does; the file itself shows the rest.
    private const int MostLines = 120;

    /// <summary>Writes the page into a folder, which is created if necessary.</summary>
    /// <param name="dangling">Baselines that nothing is compared with.</param>
    /// <param name="uncompared">Claims on profiles without results: <c>ViTSync on gpu</c>.</param>
    /// <exception cref="IOException">A file cannot be read, or the folder not written.</exception>
    public static string Write(
        string folder, IReadOnlyList<BaselineComparison> comparisons, IReadOnlyList<DanglingBaseline> dangling, IReadOnlyList<string> uncompared, DateTimeOffset made)
    {
        string file = Path.Combine(folder, Report.PageName);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(Page(comparisons, dangling, uncompared, made)));
        return file;
    }

    internal static string Page(
        IReadOnlyList<BaselineComparison> comparisons, IReadOnlyList<DanglingBaseline> dangling, IReadOnlyList<string> uncompared, DateTimeOffset made) =>
        PageFrame.Write(
            "RepDynamics: differences from the baselines",
            Many(
                Of("p", $"{Summary(comparisons)} Made {Number.Minute(made)}."),
                NotCompared([.. uncompared, .. comparisons.Where(c => c.State == BaselineState.None).Select(c => $"{c.Claim} on {c.Profile} (nothing was accepted yet)")])),
            Many(
                comparisons.Where(c => c.State != BaselineState.None).Select(Section),
                dangling.Count == 0 ? null : Of(
                    "section", With("aria-labelledby", "dangling"),
                    Of("h2", With("id", "dangling"), "Baselines that nothing is compared with"),
                    Of("ul", dangling.Select(folder => Of("li", Of("code", $"baselines/{folder.Folder}/"), $": {folder.Reason} Remove it."))))));

    private static XElement? NotCompared(string[] uncompared) => uncompared.Length == 0 ? null : Folded(
        $"Not compared, because there are no results or no baseline: {uncompared.Length}", Of("ul", uncompared.Select(what => Of("li", what))));

    private static string Summary(IReadOnlyList<BaselineComparison> comparisons)
    {
        int departing = comparisons.Count(comparison => comparison.State == BaselineState.Departs);
        return comparisons.Count == 0 ? "There are no results to compare."
            : departing == 0 ? "No results depart from their baselines."
            : $"{departing} of {comparisons.Count} claims depart from their baselines.";
    }

    private static XElement Section(BaselineComparison comparison)
    {
        string id = $"{comparison.Claim}-{comparison.Profile}";
        return Of(
            "section", Class("claim"), With("aria-labelledby", id),
            Of("div", Class("head"), Of("h2", With("id", id), $"{comparison.Claim} on {comparison.Profile}")),
            Of("p", Class("muted"), comparison.Rule),
            comparison.Differences.IsEmpty ? Of("p", "No differences.") : null,
            comparison.Differences.Select(Difference),
            comparison.CanBeAccepted
                ? Many(
                    Of("p", "If the change is intended, make it the baseline:"),
                    Of("pre", Of("code", $"./repdynamics accept {comparison.Claim} --profile {comparison.Profile}")))
                : null);
    }

    private static object?[] Difference(BaselineMismatch difference) => Many(
        Of("h3", $"{difference.Name}: {difference.Kind}{(difference.Counts ? "" : ", not counted")}"),
        difference.Detail.Length == 0 ? null : Of("p", difference.Detail),
        difference switch
        {
            { IsFigure: true } => Figures(difference),
            { Name: ClaimResults.VerdictFileName, Verified: { } verified, Received: { } received } => Verdicts(difference.Name, verified, received),
            { Verified: { } verified, Received: { } received } when received.EndsWith(".txt", StringComparison.Ordinal) =>
                Lines(difference.Name, TextDifference.OfFiles(verified, received).Lines),
            _ => null,
        });

    // Both pictures with their difference; of an added or a removed figure the only one.
    private static object?[]? Figures(BaselineMismatch mismatch)
    {
        try
        {
            if (mismatch is not { Verified: { } verified, Received: { } received })
            {
                string only = mismatch.Received ?? mismatch.Verified!;
                PngImage.Decode(new MemoryStream(File.ReadAllBytes(only))).Dispose();
                return [Picture.OfFile(only).Figure($"{mismatch.Name}, {mismatch.Kind}", mismatch.Name)];
            }
            byte[] then = File.ReadAllBytes(verified), now = File.ReadAllBytes(received);
            using SKBitmap before = PngImage.Decode(new MemoryStream(then)), after = PngImage.Decode(new MemoryStream(now));
            using SKBitmap difference = DifferencePicture.Difference(before, after);
            return
            [
                Picture.Slider(Picture.OfPng(then), Picture.OfPng(now), mismatch.Name),
                Picture.OfPng(PngImage.Encode(difference)).Figure(
                    Many($"Difference of {mismatch.Name}. ", Swatch("far"), "colours are far apart; ", Swatch("only"), "only one has a pixel; ", Swatch("outline"), "around what differs."),
                    $"Where {mismatch.Name} differs from its baseline: dark where colours are far apart, outlined where they differ"),
            ];
        }
        catch (InvalidDataException)
        {
            // The words beside it say that it is no picture.
            return null;
        }
    }

    private static XElement Swatch(string kind) => Of("svg", Class("swatch " + kind), With("viewBox", "0 0 12 12"), With("aria-hidden", "true"), Of("rect", With("width", 12), With("height", 12)));

    // What changed in the decisions; what they rest on changed, too, where another recipe or other data is named.
    private static object?[]? Verdicts(string name, string verified, string received)
    {
        if (VerdictFile.Try(verified, out _) is not { } then || VerdictFile.Try(received, out _) is not { } now) return null;
        string[] others =
        [
            .. then.Revision == now.Revision ? (string[])[] : [$"revision {then.Revision}, now {now.Revision}"],
            .. then.RecipeHashes.SequenceEqual(now.RecipeHashes) ? (string[])[] : ["recipes"],
            .. then.DataFingerprints.SequenceEqual(now.DataFingerprints) ? (string[])[] : ["data"],
            .. now.Environment.Keys.Union(then.Environment.Keys).Where(fact => then.Environment.GetValueOrDefault(fact) != now.Environment.GetValueOrDefault(fact)),
        ];
        var before = then.Parts.ToDictionary(part => part.Name);
        var after = now.Parts.ToDictionary(part => part.Name);
        return Many(
            Table(
                $"Changes of {name}", ["Part", "Outcome", "Mean and interval", "Margin"],
                [
                    ["The claim", Change(then.Outcome.Words(), now.Outcome.Words()), "", ""],
                    .. before.Keys.Union(after.Keys).Select(part => (IReadOnlyList<object?>)
                    [
                        part, .. new[] { Outcome, Interval, Margin }.Select(text => Change(text(before.GetValueOrDefault(part)), text(after.GetValueOrDefault(part)))),
                    ]),
                ]),
            others.Length == 0 ? null : Of("p", Class("muted"), $"Other: {string.Join(", ", others)}."));

        static string Outcome(PartVerdict? part) => part is null ? "absent" : part.Outcome.Words() + (part.Decides ? "" : ", reported");
        static string Interval(PartVerdict? part) => part is null ? "\u2013" : Number.Interval(part);
        static string Margin(PartVerdict? part) => part is null ? "\u2013" : Number.Plain(part.Delta);
        static object?[] Change(string then, string now) => then == now ? [now] : [Of("del", then), " \u2192 ", Of("ins", Of("b", now))];
    }

    private static object?[] Lines(string name, ImmutableArray<ChangedLine> lines) => Many(
        Of("div", Class("changes"), Table(
            $"Changed lines of {name}",
            ["Line", "Largest difference", "Before, and now below"],
            lines.Take(MostLines).Select(line => (IReadOnlyList<object?>)
            [
                line.Line,
                line.Largest is { } largest ? Number.Plain(largest) : "other words",
                Many(Words(line, line.Then, "del"), Of("br"), Words(line, line.Now, "ins")),
            ]))),
        lines.Length > MostLines ? Of("p", Class("muted"), $"And {lines.Length - MostLines} lines more.") : null);

    private static object?[] Words(ChangedLine line, ImmutableArray<string> words, string changed) =>
        Joined(" ", words.Select((word, i) => line.Differs(i) ? (object)Of(changed, Of("b", word)) : word));
}
