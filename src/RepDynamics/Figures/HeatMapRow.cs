namespace RepDynamics.Figures;

/// <summary>One square heat map: how similar a tap is to itself across epochs.</summary>
/// <param name="Tap">Name of the tap, written above the map, such as <c>block3</c>.</param>
/// <param name="Similarity">Values `[E, E]`, finite; element `[i, j]` compares snapshots i and j of the row's epochs.</param>
public sealed record HeatMapPanel(string Tap, double[,] Similarity);

/// <summary>The heat maps of one network, one a tap, side by side in the order of depth.</summary>
public sealed record HeatMapRow
{
    /// <summary>What the row shows, such as <c>ResNet-18, SGD, seed 10</c>; must differ between the rows of a figure.</summary>
    public required string Title { get; init; }

    /// <summary>Epochs of the snapshots `[E]`: ascending, not negative, at least two. Epoch 0 is the untrained network.</summary>
    public required IReadOnlyList<int> Epochs { get; init; }

    /// <summary>One map a tap, at least one and at most 16.</summary>
    public required IReadOnlyList<HeatMapPanel> Panels { get; init; }

    /// <summary>
    /// The epoch t* of perfect fit, drawn as a thin cross of lines; null where the network never fits perfectly, which the
    /// heading then says. Must lie between the first and the last epoch.
    /// </summary>
    public int? PerfectFitEpoch { get; init; }

    /// <summary>
    /// What stands beside the title where there is no t*; null, the default, says that the network never fits perfectly. For networks
    /// of which that is not known.
    /// </summary>
    public string? Note { get; init; }

    internal void Check()
    {
        FigureData.RequireText(Title, "the title of a row of heat maps");
        FigureData.RequireEpochs(Epochs, $"row '{Title}'");
        if (Panels is null || Panels.Count is < 1 or > 16)
            throw FigureData.Error($"row '{Title}'", $"has {Panels?.Count ?? 0} panels", "1 to 16, one a tap", nameof(Panels));

        FigureData.RequirePerfectFit(PerfectFitEpoch, Epochs[0], Epochs[^1], $"row '{Title}'");
        foreach (var panel in Panels)
            Check(panel);
    }

    private void Check(HeatMapPanel panel)
    {
        FigureData.RequireText(panel.Tap, $"the name of a tap in row '{Title}'");
        var name = $"panel '{panel.Tap}' of row '{Title}'";
        var matrix = panel.Similarity ?? throw FigureData.Error(name, "has no values", "a matrix", nameof(Panels));
        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        if (rows != Epochs.Count || columns != Epochs.Count)
        {
            throw FigureData.Error(
                name, $"has shape [{rows}, {columns}]", $"[{Epochs.Count}, {Epochs.Count}], one row and column an epoch", nameof(Panels));
        }

        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                FigureData.RequireFinite(matrix[i, j], $"{name}, epochs {Epochs[i]} and {Epochs[j]}");
        }
    }
}
