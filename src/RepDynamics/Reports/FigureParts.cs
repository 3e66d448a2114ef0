using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>How pictures stand on a page.</summary>
internal static class FigureParts
{
    /// <summary>A picture that can be enlarged; where it stands on the page already, a reference; where there is no room, its name.</summary>
    /// <param name="shelf">What there is room for.</param>
    /// <param name="image">The picture.</param>
    /// <param name="caption">What it is called.</param>
    /// <param name="alt">What it shows.</param>
    public static HtmlElement Picture(ImageShelf shelf, ShelvedImage image, string caption, string alt)
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
    /// <param name="shelf">What there is room for.</param>
    /// <param name="verified">The baseline.</param>
    /// <param name="received">What was drawn.</param>
    /// <param name="caption">What the figure is called.</param>
    public static HtmlElement Slider(ImageShelf shelf, ShelvedImage verified, ShelvedImage received, string caption)
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
