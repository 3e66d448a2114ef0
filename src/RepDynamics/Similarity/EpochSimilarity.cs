namespace RepDynamics.Similarity;

/// <summary>How alike the representations of one layer are at every two epochs; immutable.</summary>
/// <remarks>
/// CKA and the similarity of decision regions both give this type, so statistics and figures do not depend on the measure. Entry (i, j) compares the snapshots of epochs i and j; 1 means the same. Values
/// outside [0, 1] are allowed, since debiased estimators can leave that range.
/// </remarks>
public sealed class EpochSimilarity
{
    /// <summary>Largest difference allowed between an entry and its mirror image.</summary>
    public const double SymmetryTolerance = 1e-9;

    /// <summary>Largest distance of a diagonal entry from 1: single-precision sums over long features come within this.</summary>
    public const double DiagonalTolerance = 1e-5;

    private readonly double[,] values;

    /// <summary>Checks and copies a matrix.</summary>
    /// <param name="epochs">At least 2, none negative, strictly increasing.</param>
    /// <param name="values">Similarities <c>[E, E]</c>: finite, symmetric, 1 on the diagonal; copied.</param>
    /// <exception cref="ArgumentException">A condition above does not hold; the message names the tap and the epochs.</exception>
    public EpochSimilarity(string tap, IReadOnlyList<int> epochs, double[,] values, string measureName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tap);
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentException.ThrowIfNullOrWhiteSpace(measureName);
        if (epochs.Count < 2)
            throw new ArgumentException($"Tap {tap}: expected at least 2 epochs, found {epochs.Count}.", nameof(epochs));
        if (epochs[0] < 0)
            throw new ArgumentException($"Tap {tap}: an epoch cannot be negative, found {epochs[0]}.", nameof(epochs));
        for (int i = 1; i < epochs.Count; i++)
        {
            if (epochs[i] <= epochs[i - 1])
                throw new ArgumentException($"Tap {tap}: epochs must increase strictly, found {epochs[i]} after {epochs[i - 1]}.", nameof(epochs));
        }
        if (values.GetLength(0) != epochs.Count || values.GetLength(1) != epochs.Count)
        {
            throw new ArgumentException(
                $"Tap {tap}: expected a matrix of {epochs.Count} x {epochs.Count} for {epochs.Count} epochs, "
                + $"found {values.GetLength(0)} x {values.GetLength(1)}.",
                nameof(values));
        }

        CheckValues(tap, epochs, values);
        Tap = tap;
        Epochs = [.. epochs];
        MeasureName = measureName;
        this.values = (double[,])values.Clone();
    }

    /// <summary>Name of the layer.</summary>
    public string Tap { get; }

    /// <summary>Epochs of the snapshots, <c>[E]</c>, strictly increasing.</summary>
    public ImmutableArray<int> Epochs { get; }

    /// <summary>Name of the measure, for example <c>CKA (biased)</c>.</summary>
    public string MeasureName { get; }

    /// <summary>Number of snapshots E, at least 2.</summary>
    public int Count => Epochs.Length;

    /// <summary>Similarity of two snapshots, by their positions 0 .. <see cref="Count"/> - 1 (not their epochs).</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such snapshot.</exception>
    public double this[int i, int j] => values[i, j];

    /// <summary>A copy of the matrix, <c>[E, E]</c>.</summary>
    public double[,] ToMatrix() => (double[,])values.Clone();

    /// <summary>The E (E - 1) / 2 entries above the diagonal, row by row: (0,1), (0,2), ... (0,E-1), (1,2), ...</summary>
    public double[] UpperTriangle()
    {
        double[] entries = new double[Count * (Count - 1) / 2];
        int next = 0;
        for (int i = 0; i < Count; i++)
        {
            for (int j = i + 1; j < Count; j++)
                entries[next++] = values[i, j];
        }

        return entries;
    }

    /// <summary>The same similarities at some of the epochs.</summary>
    /// <param name="epochs">At least 2 of <see cref="Epochs"/>, strictly increasing.</param>
    /// <exception cref="ArgumentException">An epoch has no snapshot, or the epochs are too few or out of order.</exception>
    public EpochSimilarity OnGrid(IReadOnlyList<int> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        int[] positions = [.. epochs.Select(epoch => Epochs.IndexOf(epoch))];
        int[] missing = [.. epochs.Where((_, k) => positions[k] < 0)];
        if (missing.Length > 0)
        {
            throw new ArgumentException(
                $"Tap {Tap}: no snapshot at epochs {string.Join(", ", missing)}; there are {string.Join(", ", Epochs)}.",
                nameof(epochs));
        }

        double[,] selected = new double[epochs.Count, epochs.Count];
        for (int i = 0; i < epochs.Count; i++)
        {
            for (int j = 0; j < epochs.Count; j++)
                selected[i, j] = values[positions[i], positions[j]];
        }

        return new EpochSimilarity(Tap, epochs, selected, MeasureName);
    }

    private static void CheckValues(string tap, IReadOnlyList<int> epochs, double[,] values)
    {
        for (int i = 0; i < epochs.Count; i++)
        {
            for (int j = 0; j < epochs.Count; j++)
            {
                if (!double.IsFinite(values[i, j]))
                    throw Fault(i, j, "expected a finite similarity", values[i, j]);
                if (Math.Abs(values[i, j] - values[j, i]) > SymmetryTolerance)
                    throw Fault(i, j, FormattableString.Invariant($"expected the mirror entry {values[j, i]:R}"), values[i, j]);
            }

            if (Math.Abs(values[i, i] - 1) > DiagonalTolerance)
                throw Fault(i, i, "expected similarity 1 with itself", values[i, i]);
        }

        ArgumentException Fault(int i, int j, string expected, double found) => new(
            FormattableString.Invariant($"Tap {tap}, epochs {epochs[i]} and {epochs[j]}: {expected}, found {found:R}."), nameof(values));
    }
}
