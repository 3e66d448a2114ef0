using System.Text;
using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.IO;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The report on all claims: a page, or an overview and pages, and the same as JSON and CSV.</summary>
internal static class Report
{
    /// <summary>A larger page is split into a page for each profile, and that of a profile into a page for each claim: small enough to mail.</summary>
    public const long MostBytes = 5_000_000;

    public const string PageName = "index.html", VerdictsName = "verdicts.json", StatisticsName = "statistics.csv";

    /// <summary>Writes pages, verdicts and statistics of claims, in the order of the sources, into a folder; old ones are replaced.</summary>
    /// <param name="folder">The folder; created if necessary.</param>
    /// <param name="repository">The address of the project's repository, which commits are linked to; null where it is not known.</param>
    /// <param name="mostBytes">A page with more bytes is split.</param>
    /// <exception cref="IOException">A figure cannot be read, or the folder not written.</exception>
    /// <exception cref="ArgumentException">There is no source.</exception>
    public static WrittenReport Write(string folder, IReadOnlyList<ReportSource> sources, DateTimeOffset made, string? repository = null, long mostBytes = MostBytes)
    {
        if (sources.Count == 0) throw new ArgumentException("A report needs at least one claim on one profile.", nameof(sources));
        ClaimResult[] results = [.. sources.Select(ClaimResult.Read)];
        (string Name, string Content)[] pages = Pages(results, made, repository, mostBytes);
        WrittenReport written = new(
            [.. pages.Select(page => Save(page.Name, page.Content))],
            Save(VerdictsName, VerdictsJson.Write(results, made)),
            Save(StatisticsName, StatisticsCsv.Write(results)),
            [.. results.SelectMany(result => result.Faults.Select(fault => $"{result.Registration.Id} on {result.Profile}: {fault}"))]);
        // Pages of an earlier report that was split.
        foreach (string name in results.SelectMany(result => (string[])[PageOf(result.Profile), PageOf(result)]).Except(pages.Select(page => page.Name)))
            File.Delete(Path.Combine(folder, name));
        return written;

        string Save(string name, string content)
        {
            string file = Path.Combine(folder, name);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(content));
            return file;
        }
    }

    private static string PageOf(string profile) => profile + ".html";

    private static string PageOf(ClaimResult result) => $"{result.Profile}.{result.Registration.Id}.html";

    private static (string Name, string Content)[] Pages(ClaimResult[] results, DateTimeOffset made, string? repository, long mostBytes)
    {
        string whole = Compose("RepDynamics: which claims hold?", results, results, Below, made, repository, above: null);
        if (Fits(whole)) return [(PageName, whole)];
        List<(string Name, string Content, ClaimResult[] Shown)> pages = [];
        foreach (IGrouping<string, ClaimResult> profile in results.GroupBy(result => result.Profile).Where(profile => profile.Any(result => result.IsKnown)))
        {
            string page = Part([.. profile], $"which claims hold on {profile.Key}?");
            if (Fits(page)) pages.Add((PageOf(profile.Key), page, [.. profile]));
            else foreach (ClaimResult result in profile.Where(result => result.IsKnown)) pages.Add((PageOf(result), Part([result], $"{result.Registration.Id} on {profile.Key}"), [result]));
        }
        string overview = Compose(
            "RepDynamics: which claims hold?", results, [], Elsewhere, made, repository,
            Of("p", "Pages: ", Joined(", ", pages.Select(page => Link(page.Name, Path.GetFileNameWithoutExtension(page.Name)))), "."));
        return [(PageName, overview), .. pages.Select(page => (page.Name, page.Content))];

        bool Fits(string page) => Encoding.UTF8.GetByteCount(page) <= mostBytes;

        string Part(ClaimResult[] its, string title) => Compose($"RepDynamics: {title}", its, its, Below, made, repository, Of("p", Link(PageName, "All claims and profiles")));

        string? Elsewhere(ClaimResult result) => result.IsKnown ? $"{pages.First(page => page.Shown.Contains(result)).Name}#{result.Anchor}" : null;

        static string? Below(ClaimResult result) => result.IsKnown ? "#" + result.Anchor : null;
    }

    private static string Compose(
        string title, ClaimResult[] listed, ClaimResult[] shown, Func<ClaimResult, string?> address, DateTimeOffset made, string? repository, XElement? above)
    {
        HeatMaps maps = new();
        ProfileSection sections = new(maps, repository, foldTrials: shown.Any(result => result.Verdict is { Decides: true }));
        object?[] body =
        [
            Overview.Build(listed, address),
            .. shown.GroupBy(result => result.Registration.Id).Select(claim => ClaimSection.Build([.. claim], sections)),
        ];
        return PageFrame.Write(title, Many(Lead(listed, made, repository), above), body, maps.Json());
    }

    private static object?[] Lead(ClaimResult[] results, DateTimeOffset made, string? repository) => Many(
        Of(
            "p", $"How do the representations of a deep network evolve while it trains, far past the moment it fits its training data perfectly? "
            + $"{results.DistinctBy(result => result.Registration.Id).Count()} claims of ", Link("https://arxiv.org/abs/2405.17377", "Sharon and Dar, arXiv 2405.17377"),
            ", in this project's words, each registered before its statistic was computed on the runs that decide it."),
        Of(
            "p", Class("muted"), $"Made {Number.Minute(made)}. All numbers: ", Link(VerdictsName, VerdictsName), ", ", Link(StatisticsName, StatisticsName), ".",
            repository is null ? null : Many(" Code, registrations and baselines: ", Link(repository, "repository"), ".")));
}

/// <summary>What was written of a report.</summary>
/// <param name="Pages">The page, or the overview and its parts.</param>
/// <param name="Verdicts">Path of the JSON file.</param>
/// <param name="Statistics">Path of the CSV file.</param>
/// <param name="Faults">Files that could not be read, each in words; the page names them, too.</param>
internal sealed record WrittenReport(ImmutableArray<string> Pages, string Verdicts, string Statistics, ImmutableArray<string> Faults);

/// <summary>Where the report reads about one claim on one profile; neither folder need exist.</summary>
/// <param name="Registration">The claim as it is registered now.</param>
/// <param name="Results">The folder that the latest run wrote into.</param>
/// <param name="Baseline">The folder of what was accepted; null where there is no checkout to keep it in.</param>
internal sealed record ReportSource(Registration Registration, string Profile, string Results, string? Baseline);
