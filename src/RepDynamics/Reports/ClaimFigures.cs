using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The figures of claims on a page, and those that did not look like their baseline.</summary>
/// <param name="shelf">What there is room for.</param>
/// <param name="images">The pictures by path.</param>
internal sealed class ClaimFigures(ImageShelf shelf, IReadOnlyDictionary<string, ShelvedImage> images)
{
    /// <summary>The figures of one claim on one profile.</summary>
    public HtmlPart Build(ClaimResult result)
    {
        FigureFile[] absent = [.. result.Figures.Where(figure => shelf.Get(images[figure.File].Id) is null)];
        return Many(
            Differences(result),
            result.Figures.Length == absent.Length ? Nothing : Many(
                Of("h5", "Figures"),
                Of("div", Class("figures"), Many(result.Figures.Except(absent).Select(figure => FigureParts.Picture(
                    shelf, images[figure.File], Caption(figure.Name), $"{result.Registration.Id} on {result.Profile}: {Caption(figure.Name)}"))))),
            absent.Length == 0 ? Nothing : Of(
                "p", Class("muted"), $"Left out, as the page had no room for more: {string.Join(", ", absent.Select(figure => figure.Name))}."));
    }

    /// <summary>All pictures that a page would like to show, the most important first.</summary>
    /// <param name="results">Its claims.</param>
    /// <param name="images">The pictures by path.</param>
    public static IEnumerable<IReadOnlyList<ShelvedImage>> Wanted(
        IReadOnlyList<ClaimResult> results, IReadOnlyDictionary<string, ShelvedImage> images) =>
    [
        .. results.SelectMany(result => result.Mismatches).Select(pair => (ShelvedImage[])[images[pair.Verified], images[pair.Received]]),
        // One of each kind of every claim, before all of any; what decides before what does not.
        .. results.SelectMany(result => result.Figures.GroupBy(figure => figure.Name.Split('.')[0])
                .SelectMany(kind => kind.Select((figure, i) => (result.Verdict!.Decides, Rank: i, figure.File))))
            .OrderByDescending(figure => figure.Decides).ThenBy(figure => figure.Rank)
            .Select(figure => (ShelvedImage[])[images[figure.File]]),
    ];

    private HtmlPart Differences(ClaimResult result) => result.Mismatches.IsEmpty ? Nothing : Many(
        Of("h5", "Figures that departed from the baseline in the latest test"),
        Many(result.Mismatches.Select(pair => FigureParts.Slider(shelf, images[pair.Verified], images[pair.Received], Caption(pair.Name)))),
        Of("p", "Accept them, after looking: ", Of("code", $"./repdynamics accept {result.Registration.Id} --profile {result.Profile}")));

    // similarity.ViT-SGD: similarity, ViT-SGD.
    private static string Caption(string name) => name.Replace(".", ", ", StringComparison.Ordinal);
}
