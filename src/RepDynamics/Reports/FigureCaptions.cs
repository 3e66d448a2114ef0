namespace RepDynamics.Reports;

/// <summary>What is seen in a figure, by the name of its file: the kind, and after a point the condition.</summary>
internal static class FigureCaptions
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["blocks"] = "Each block compared with itself at all pairs of epochs; yellow: nearly the same representation. Lines: perfect fit, t*",
        ["errors"] = "Share of held-out images classified wrong while the networks train",
        ["excess"] = "Speed of each block over that expected, a dot a seed",
        ["pieces"] = "Connected pieces of the network's decision on planes through training images, while it trains",
    };

    // Of a run as such, not of the claim's statistic.
    private static readonly Dictionary<string, string> OfRuns = new()
    {
        ["similarity"] = "Each layer compared with itself at all pairs of epochs; yellow: nearly the same representation. Lines: perfect fit, t*",
        ["curves"] = "Accuracies while the network trains",
        ["probes"] = "Held-out accuracy of linear probes on some layers, beside the network's own",
        ["regions"] = "Decision regions on a plane through a wrongly labelled training image: layers down, epochs across",
        ["film"] = "The network's own decision on a plane through a wrongly labelled training image, at every snapshot",
        ["fragments"] = "Connected pieces of a plane around wrongly labelled images, by layer, while the network trains",
    };

    public static bool IsOfRun(string figure) => OfRuns.ContainsKey(Kind(figure));

    public static string Of(string figure)
    {
        string kind = Kind(figure), rest = figure[kind.Length..].TrimStart('.').Replace('-', '\u2011');
        string seen = OfRuns.GetValueOrDefault(kind) ?? Kinds.GetValueOrDefault(kind) ?? kind.Replace('-', ' ');
        return rest.Length == 0 ? seen + "." : $"{rest}. {seen}.";
    }

    private static string Kind(string figure) => figure.Split('.')[0];
}
