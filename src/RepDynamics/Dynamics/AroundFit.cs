namespace RepDynamics.Dynamics;

/// <summary>How a quantity that is counted at snapshots differs in time from its surroundings: pieces of decision regions, areas of classes.</summary>
public static class AroundFit
{
    /// <summary>The mean over snapshots in [t*/2, 1.5 t*) minus the mean of those before, in [t*/6, t*/2), and after, in [1.5 t*, 4.5 t*), these two with equal weights.</summary>
    /// <remarks>The three windows have the same length in ln t. A steady growth or decline in ln t gives about 0.</remarks>
    /// <param name="epochs">Epochs of the snapshots, increasing.</param>
    /// <param name="values">The quantity at each.</param>
    /// <returns>Above 0 for a rise around t*; null if a window has no snapshot.</returns>
    public static double? Rise(IReadOnlyList<int> epochs, IReadOnlyList<double> values, double fit)
    {
        double? before = Mean(epochs, values, fit / 6, fit / 2), around = Mean(epochs, values, fit / 2, 1.5 * fit), after = Mean(epochs, values, 1.5 * fit, 4.5 * fit);
        return around - (before + after) / 2;
    }

    /// <summary>The mean over snapshots from t* on minus the mean over those in [1, t_g).</summary>
    /// <param name="epochs">Epochs of the snapshots, increasing.</param>
    /// <param name="values">The quantity at each.</param>
    /// <param name="generalization">t_g; at least 2, so that an epoch lies before it.</param>
    /// <returns>Null if there is no snapshot on either side.</returns>
    public static double? Change(IReadOnlyList<int> epochs, IReadOnlyList<double> values, double generalization, double fit) =>
        Mean(epochs, values, fit, double.PositiveInfinity) - Mean(epochs, values, 1, generalization);

    private static double? Mean(IReadOnlyList<int> epochs, IReadOnlyList<double> values, double from, double to)
    {
        if (epochs.Count != values.Count) throw new ArgumentException($"{values.Count} values at {epochs.Count} epochs.", nameof(values));
        double[] inside = [.. values.Where((_, i) => epochs[i] >= from && epochs[i] < to)];
        return inside.Length == 0 ? null : inside.Average();
    }
}
