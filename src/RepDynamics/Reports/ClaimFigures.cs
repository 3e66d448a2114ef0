using System.Xml.Linq;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The figures of claims on a page, and those that differ from their baseline.</summary>
internal sealed class ClaimFigures(ImageShelf shelf, IReadOnlyDictionary<string, ShelvedImage> images)
{
    public object? Build(ClaimResult result)
    {
        FigureFile[] absent = [.. result.Figures.Where(figure => shelf.Get(images[figure.File].Id) is null)];
        return Many(
            Differences(result),
            result.Figures.Length == absent.Length ? null : Many(
                Of("h5", "Figures"),
                Of("div", Class("figures"), Many(result.Figures.Except(absent).Select(figure => FigureParts.Picture(
                    shelf, images[figure.File], Caption(figure.Name), $"{result.Registration.Id} on {result.Profile}: {Caption(figure.Name)}"))))),
            absent.Length == 0 ? null : Of(
                "p", Class("muted"), $"Left out, as the page had no room for more: {string.Join(", ", absent.Select(figure => figure.Name))}."));
    }

    /// <summary>All pictures that a page would like to show, the most important first.</summary>
    public static IEnumerable<IReadOnlyList<ShelvedImage>> Wanted(
        IReadOnlyList<ClaimResult> results, IReadOnlyDictionary<string, ShelvedImage> images) =>
    [
        .. results.SelectMany(result => result.Mismatches).Select(pair => (ShelvedImage[])[images[pair.Verified!], images[pair.Received!]]),
        // One of each kind of every claim, before all of any; what decides before what does not.
        .. results.SelectMany(result => result.Figures.GroupBy(figure => figure.Name.Split('.')[0])
                .SelectMany(kind => kind.Select((figure, i) => (result.Verdict!.Decides, Rank: i, figure.File))))
            .OrderByDescending(figure => figure.Decides).ThenBy(figure => figure.Rank)
            .Select(figure => (ShelvedImage[])[images[figure.File]]),
    ];

    private object?[]? Differences(ClaimResult result) => result.Mismatches.IsEmpty ? null : Many(
        Of("h5", "Figures that departed from the baseline in the latest test"),
        Many(result.Mismatches.Select(pair => FigureParts.Slider(shelf, images[pair.Verified!], images[pair.Received!], Caption(Path.GetFileNameWithoutExtension(pair.Name))))),
        Of("p", "Accept them, after looking: ", Of("code", $"./repdynamics accept {result.Registration.Id} --profile {result.Profile}")));

    // similarity.ViT-SGD: similarity, ViT-SGD.
    private static string Caption(string name) => name.Replace(".", ", ", StringComparison.Ordinal);
}

/// <summary>How pictures stand on a page.</summary>
internal static class FigureParts
{
    /// <summary>A picture that can be enlarged; where it stands on the page already, a reference; where there is no room, its name.</summary>
    public static XElement Picture(ImageShelf shelf, ShelvedImage image, string caption, string alt)
    {
        if (shelf.Get(image.Id) is not { } shown) return Of("p", Class("left-out"), caption, " ", Of("span", Class("muted"), "(left out: no room)"));
        if (!shelf.IsFirst(image.Id)) return Of("p", Class("left-out"), caption, ": ", Of("a", With("href", "#image-" + image.Id), "the same picture as above"));
        return Of(
            "figure", Class("picture"), With("id", "image-" + image.Id),
            Of(
                "button", With("type", "button"), Class("zoom"), With("aria-label", $"Enlarge: {caption}"),
                Of("img", With("alt", alt), With("decoding", "async"), With("src", shown.Address))),
            Of("figcaption", caption));
    }

    /// <summary>Two pictures one over the other, with a slider that uncovers the one or the other.</summary>
    public static XElement Slider(ImageShelf shelf, ShelvedImage verified, ShelvedImage received, string caption)
    {
        if (shelf.Get(verified.Id) is not { } left || shelf.Get(received.Id) is not { } right)
            return Of("p", Class("left-out"), caption, " ", Of("span", Class("muted"), "(left out: no room)"));
        return Of(
            "figure", Class("compare"),
            Of(
                "div", Class("pair"),
                Of("img", With("alt", $"{caption}: the baseline"), With("src", left.Address)),
                Of("img", Class("over"), With("alt", $"{caption}: received"), With("src", right.Address))),
            Of(
                "label", Of("span", "baseline"),
                Of(
                    "input", With("type", "range"), With("min", "0"), With("max", "100"), With("value", "50"),
                    With("aria-label", $"{caption}: share of the baseline shown, from the left")),
                Of("span", "received")),
            Of("figcaption", caption));
    }
}
