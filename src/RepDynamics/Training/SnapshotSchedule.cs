namespace RepDynamics.Training;

/// <summary>
/// The epochs at which snapshots are taken: 0, a logarithmic grid for the fast beginning, and a linear grid for the long rest.
/// </summary>
public sealed record SnapshotSchedule
{
    /// <summary>How many different epochs the logarithmic grid has (docs/design.md#training: 22).</summary>
    public int Logarithmic { get; init; } = 22;

    /// <summary>How many epochs the linear grid has (docs/design.md#training: 20).</summary>
    public int Linear { get; init; } = 20;

    /// <summary>All epochs, increasing, from 0 (the network as initialized) to <paramref name="last"/>.</summary>
    /// <param name="last">The last epoch of the run, at least 1.</param>
    public IReadOnlyList<int> Epochs(int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, 1);
        return [.. LogarithmicGrid(last).Concat(LinearGrid(last)).Append(0).Append(last).Distinct().Order()];
    }

    /// <summary>Throws unless both grids have a size.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public void Validate()
    {
        Recipe.Check(Logarithmic >= 0, "Snapshots.Logarithmic", Logarithmic, "at least 0");
        Recipe.Check(Linear >= 0, "Snapshots.Linear", Linear, "at least 0");
    }

    /// <summary>Rounded powers from 1 to <paramref name="last"/>, as many as requested (all epochs if there are fewer).</summary>
    public IReadOnlyList<int> LogarithmicGrid(int last)
    {
        if (Logarithmic >= last) return [.. Enumerable.Range(1, last)];
        // Early powers round to the same epochs: the number of powers grows until enough different epochs are left.
        for (int powers = Logarithmic; ; powers++)
        {
            int[] grid = [.. Enumerable.Range(0, powers).Select(i => (int)Math.Round(Math.Pow(last, (double)i / Math.Max(1, powers - 1)))).Distinct()];
            if (grid.Length >= Logarithmic) return grid;
        }
    }

    /// <summary>Equal steps up to <paramref name="last"/>.</summary>
    public IReadOnlyList<int> LinearGrid(int last) =>
        [.. Enumerable.Range(1, Linear).Select(i => (int)Math.Round((double)last * i / Linear)).Where(e => e > 0).Distinct()];
}
