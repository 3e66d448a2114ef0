namespace RepDynamics.Reports;

/// <summary>What is seen in a figure, by the name of its file: the kind, and after a point the condition.</summary>
internal static class FigureCaptions
{
    private const string Maps = "compared with itself at all pairs of epochs: yellow, nearly the same representation; a yellow block is a phase. Lines: perfect fit, t*";

    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["blocks"] = $"Each block {Maps}",
        ["concordance"] = "How well the maps of every pair of blocks agree: yellow, they change in step",
        ["depth"] = "The statistic of each block on its relative depth, a dot a seed, with the line whose slope decides",
        ["errors"] = "Share of held-out images classified wrong, by epoch; a double descent is a fall, a rise and a second fall",
        ["following"] = "Contrast of the regions at the phases of the representations, between that of any phases and the best",
        ["memorization"] = "Accuracies of rightly and wrongly labelled images by epoch: learning until t_g, memorization until t*",
        ["octaves"] = "How far the blocks move in each doubling of the time around t*",
        ["phases"] = $"Each block {Maps}",
        ["pieces"] = "Connected pieces of the network's decision around wrongly and rightly labelled images, by epoch around t*",
        ["slow-down"] = "How much the blocks slow down at each epoch around t*; the maximum is the transition",
        ["speed"] = "How fast the blocks change around t*",
        ["takeover"] = "How much more area the given label gains around wrongly labelled images than the true one, from learning to after t*, by depth of the layer",
        ["widths"] = "The statistic of each width of the network, a dot a seed, with mean and interval",
        ["similarity"] = $"Each layer {Maps}",
        ["curves"] = "Accuracies while the network trains",
        ["probes"] = "Held-out accuracy of linear probes on some layers, beside the network's own",
        ["regions"] = "Decision regions on a plane through a wrongly labelled training image: layers down, epochs across",
    };

    /// <summary>Whether it shows a run as such, not the claim's statistic.</summary>
    public static bool IsOfRun(string figure) => Kind(figure) is "similarity" or "curves" or "probes" or "regions";

    public static string Of(string figure)
    {
        string kind = Kind(figure), rest = figure[kind.Length..].TrimStart('.').Replace('-', '\u2011');
        string seen = Kinds.GetValueOrDefault(kind) ?? kind.Replace('-', ' ');
        return rest.Length == 0 ? seen + "." : $"{rest}. {seen}.";
    }

    private static string Kind(string figure) => figure.Split('.')[0];
}
