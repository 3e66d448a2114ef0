using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using RepDynamics.Baselines;
using RepDynamics.IO;
using SkiaSharp;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>A page of everything by which results differ from their baselines: to look at before it is accepted, or mended.</summary>
internal static class DifferencePage
{
    // If every run of a claim changes, every line does; the file itself shows the rest.
    private const int MostLines = 120;

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">A file cannot be read, or the folder not written.</exception>
    public static string Write(
        string folder, IReadOnlyList<BaselineComparison> comparisons, IReadOnlyList<DanglingBaseline> dangling, DateTimeOffset made)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string file = Path.Combine(folder, Report.PageName);
        byte[] page = Encoding.UTF8.GetBytes(Page(comparisons, dangling, made, Report.MostBytes));
        AtomicFile.Write(file, page);
        return file;
    }

    /// <summary>The page, with as many pictures as there is room for.</summary>
    internal static string Page(
        IReadOnlyList<BaselineComparison> comparisons, IReadOnlyList<DanglingBaseline> dangling, DateTimeOffset made, long mostBytes)
    {
        var pictures = comparisons.SelectMany(comparison => comparison.Differences)
            .Distinct().Select(mismatch => (mismatch, Pictures: ComparedPictures.Of(mismatch)))
            .Where(pair => pair.Pictures is not null).ToDictionary(pair => pair.mismatch, pair => pair.Pictures!);
        long bare = Encoding.UTF8.GetByteCount(Compose(comparisons, dangling, made, pictures, ImageShelf.Empty()));
        IEnumerable<IReadOnlyList<ShelvedImage>> wanted = pictures.OrderByDescending(pair => pair.Key.Counts).Select(pair => pair.Value.All);
        return Compose(comparisons, dangling, made, pictures, ImageShelf.Fill(wanted, mostBytes - bare, mayHalve: true));
    }

    private static string Compose(
        IReadOnlyList<BaselineComparison> comparisons,
        IReadOnlyList<DanglingBaseline> dangling,
        DateTimeOffset made,
        Dictionary<BaselineMismatch, ComparedPictures> pictures,
        ImageShelf shelf) =>
        PageFrame.Write(
            "RepDynamics: differences from the baselines",
            Of("p", $"{Summary(comparisons)} Made {Number.Minute(made)}."),
            Many(
                Many(comparisons.Select(comparison => Section(comparison, pictures, shelf))),
                dangling.Count == 0 ? null : Of(
                    "section", With("aria-labelledby", "dangling"),
                    Of("h2", With("id", "dangling"), "Baselines that nothing is compared with"),
                    Of("ul", Many(dangling.Select(folder => Of("li", Of("code", $"baselines/{folder.Folder}/"), $": {folder.Reason} Remove it.")))))),
            """{"colors":[],"runs":{}}""");

    private static string Summary(IReadOnlyList<BaselineComparison> comparisons)
    {
        int departing = comparisons.Count(comparison => comparison.State == BaselineState.Departs);
        return comparisons.Count == 0 ? "There are no results to compare."
            : departing == 0 ? "No results depart from their baselines."
            : $"{departing} of {comparisons.Count} claims depart from their baselines.";
    }

    private static XElement Section(
        BaselineComparison comparison, Dictionary<BaselineMismatch, ComparedPictures> pictures, ImageShelf shelf)
    {
        string id = $"{comparison.Claim}-{comparison.Profile}";
        return Of(
            "section", With("aria-labelledby", id),
            Of("h2", With("id", id), $"{comparison.Claim} on {comparison.Profile}"),
            Of("p", Class("muted"), comparison.Rule),
            comparison.Differences.IsEmpty ? Of("p", "No differences.") : null,
            Many(comparison.Differences.Select(difference => Difference(difference, pictures, shelf))),
            comparison.State == BaselineState.Departs
                ? Many(
                    Of("p", "Where the change is meant, make it the baseline:"),
                    Of("pre", With("tabindex", "0"), Of("code", $"./repdynamics accept {comparison.Claim} --profile {comparison.Profile}")))
                : null);
    }

    private static object?[] Difference(
        BaselineMismatch difference, Dictionary<BaselineMismatch, ComparedPictures> pictures, ImageShelf shelf) => Many(
        Of("h3", $"{difference.Name}: {difference.Kind}{(difference.Counts ? "" : ", not counted")}"),
        difference.Detail.Length == 0 ? null : Of("p", difference.Detail),
        pictures.TryGetValue(difference, out ComparedPictures? shown)
            ? Many(
                FigureParts.Slider(shelf, shown.Verified, shown.Received, difference.Name),
                FigureParts.Picture(
                    shelf, shown.Difference, $"Difference of {difference.Name}",
                    $"Where {difference.Name} differs from its baseline: dark where colours are far apart, outlined where they differ"))
            : difference is { Verified: { } verified, Received: { } received } && received.EndsWith(".txt", StringComparison.Ordinal)
                ? Lines(difference.Name, TextDifference.OfFiles(verified, received).Lines)
                : null);

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

    private static object?[] Words(ChangedLine line, ImmutableArray<string> words, string changed) => Many(words.SelectMany((word, i) => (object?[])
    [
        i == 0 ? null : " ",
        line.Differs(i) ? Of(changed, Of("b", word)) : word,
    ]));

    /// <summary>The pictures of one figure that differs.</summary>
    private sealed record ComparedPictures(ShelvedImage Verified, ShelvedImage Received, ShelvedImage Difference)
    {
        public IReadOnlyList<ShelvedImage> All => [Verified, Received, Difference];

        public static ComparedPictures? Of(BaselineMismatch mismatch)
        {
            if (mismatch is not { Verified: { } verified, Received: { } received } || !received.EndsWith(".png", StringComparison.Ordinal)) return null;
            byte[] then = File.ReadAllBytes(verified), now = File.ReadAllBytes(received);
            try
            {
                using SKBitmap before = PngImage.Decode(new MemoryStream(then)), after = PngImage.Decode(new MemoryStream(now));
                using SKBitmap difference = DifferencePicture.Difference(before, after);
                return new(ShelvedImage.Of(then), ShelvedImage.Of(now), ShelvedImage.Of(PngImage.Encode(difference)));
            }
            catch (InvalidDataException)
            {
                // The words beside it say that it is no picture.
                return null;
            }
        }
    }
}
