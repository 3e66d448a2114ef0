using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.IO;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The report on all claims: a page, and the same as JSON and CSV.</summary>
internal static class Report
{
    /// <summary>The page is kept below so many bytes: small enough to mail.</summary>
    public const long MostBytes = 5_000_000;

    public const string PageName = "index.html";

    public const string VerdictsName = "verdicts.json";

    public const string StatisticsName = "statistics.csv";

    /// <summary>Writes page, verdicts and statistics of claims, in the order of the sources, into a folder; old ones are replaced.</summary>
    /// <exception cref="IOException">A figure cannot be read, or the folder not written.</exception>
    /// <exception cref="ArgumentException">There is no source.</exception>
    public static WrittenReport Write(string folder, IReadOnlyList<ReportSource> sources, DateTimeOffset made)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (sources.Count == 0) throw new ArgumentException("A report needs at least one claim on one profile.", nameof(sources));
        ClaimResult[] results = [.. sources.Select(ClaimResult.Read)];
        return new(
            Save(PageName, Page(results, made, MostBytes)),
            Save(VerdictsName, VerdictsJson.Write(results, made)),
            Save(StatisticsName, StatisticsCsv.Write(results)),
            [.. results.SelectMany(result => result.Faults.Select(fault => $"{result.Registration.Id} on {result.Profile}: {fault}"))]);

        string Save(string name, string content)
        {
            string file = Path.Combine(folder, name);
            byte[] bytes = Encoding.UTF8.GetBytes(content);
            AtomicFile.Write(file, bytes);
            return file;
        }
    }

    /// <summary>The page, with as many figures as there is room for.</summary>
    internal static string Page(IReadOnlyList<ClaimResult> results, DateTimeOffset made, long mostBytes)
    {
        var images = results
            .SelectMany(result => result.Figures.Select(figure => figure.File)
                .Concat(result.Mismatches.SelectMany(pair => (string[])[pair.Verified!, pair.Received!])))
            .Distinct().ToDictionary(file => file, file => ShelvedImage.Of(File.ReadAllBytes(file)));
        // How long the page is without its pictures is known once it is written.
        long bare = Encoding.UTF8.GetByteCount(Compose(results, made, images, ImageShelf.Empty()));
        var shelf = ImageShelf.Fill(ClaimFigures.Wanted(results, images), mostBytes - bare, mayHalve: true);
        return Compose(results, made, images, shelf);
    }

    private static string Compose(
        IReadOnlyList<ClaimResult> results, DateTimeOffset made, Dictionary<string, ShelvedImage> images, ImageShelf shelf)
    {
        RunData runs = new(results);
        ClaimFigures figures = new(shelf, images);
        ClaimResult[][] claims = [.. results.GroupBy(result => result.Registration.Id).Select(group => group.ToArray())];
        object? body = Many(
            VerdictTable.Build(results),
            Of(
                "section", With("aria-labelledby", "claims"),
                Of("h2", With("id", "claims"), "Claims"),
                Many(claims.Select(profiles => ClaimSection.Build(profiles, runs, figures)))),
            runs.Runs.IsEmpty ? null : Of(
                "section", With("aria-labelledby", "runs"),
                Of("h2", With("id", "runs"), "Runs of the first seeds"),
                Of("div", Class("runs"), Many(runs.Runs.Select(RunSection.Build)))),
            About(shelf, images.Count));
        return PageFrame.Write("RepDynamics: verdicts", Lead(results, claims, made), body, runs.Json());
    }

    private static object?[] Lead(IReadOnlyList<ClaimResult> results, ClaimResult[][] claims, DateTimeOffset made) => Many(
        Of(
            "p", "How the representations of a deep network evolve while it trains, far past the moment it fits its training data perfectly: "
            + "the claims of arXiv 2405.17377, each registered before the runs that decide it. ",
            Summary(results), $" Made {Number.Minute(made)}."),
        Of("noscript", Of("p", "Without scripts the heat maps stay empty, and figures are not enlarged: all else is here.")),
        Of(
            "nav", With("aria-label", "Claims"),
            Of("ul", claims.Select(claim => Of("li", Of("a", With("href", "#claim-" + claim[0].Registration.Id), claim[0].Registration.Id))))));

    private static string Summary(IReadOnlyList<ClaimResult> results)
    {
        Outcome[] decided = [.. results.Select(result => result.Verdict).OfType<Verdict>().Where(v => v.Decides).Select(v => v.Outcome)];
        string[] counts =
        [
            .. Enum.GetValues<Outcome>().Select(outcome => $"{decided.Count(o => o == outcome)} {outcome.ToString().ToLowerInvariant()}"),
            $"{results.Count(result => result.Verdict is null)} not run",
        ];
        return $"Of {results.Count} pairs of claim and profile: {string.Join(", ", counts)}; the others only try the plumbing.";
    }

    private static XElement About(ImageShelf shelf, int pictures) => Of(
        "section", With("aria-labelledby", "about"),
        Of("h2", With("id", "about"), "About this page"),
        Of(
            "p", "A part is reproduced where the whole interval lies beyond the margin on the side of the claim (shaded), contradicted where it lies "
            + "beyond the margin on the other side, and inconclusive otherwise. Dots are seeds, the square is the mean, the bar its interval; "
            + "dashed lines are the margin."),
        Of("p", "Heat maps and curves are of the first seed of each condition; every seed's values stand in the tables and beside this page in ",
            Of("code", VerdictsName), " and ", Of("code", StatisticsName), "."),
        shelf.Halved ? Of("p", $"Of {pictures} pictures not all had room on a page below {Number.Megabytes(MostBytes)}: they are shown at half their size, "
            + "and those left out are named at their claim.") : null);
}

/// <summary>What was written of a report.</summary>
/// <param name="Faults">Files that could not be read, each in words; the page names them, too.</param>
internal sealed record WrittenReport(string Page, string Verdicts, string Statistics, ImmutableArray<string> Faults);

/// <summary>Where the report reads about one claim on one profile; neither folder need exist.</summary>
/// <param name="Registration">The claim as it is registered now.</param>
/// <param name="Results">The folder that the latest run wrote into.</param>
/// <param name="Baseline">The folder of what was accepted; null where there is no checkout to keep it in.</param>
internal sealed record ReportSource(Registration Registration, string Profile, string Results, string? Baseline);
