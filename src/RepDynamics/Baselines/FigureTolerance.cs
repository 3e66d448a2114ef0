namespace RepDynamics.Baselines;

/// <summary>
/// How much a figure may differ from its baseline: room for another version of a font or rasteriser, none for a curve, a colour scale or
/// a label that changed. A figure must keep within all three.
/// </summary>
public sealed record FigureTolerance
{
    /// <summary>The least mean SSIM (<see cref="StructuralSimilarity"/>) that passes; default 0.98. In (-1, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in the range.</exception>
    public double MinimumSimilarity
    {
        get;
        init => field = value is > -1 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumSimilarity), value, "Must be above -1 and at most 1, the SSIM of equal images.");
    } = 0.98;

    /// <summary>The largest mean colour difference (<see cref="ColourDifference.Mean"/>) that passes; default 1, well under what is noticeable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double MaximumMeanColourDifference { get; init => field = Distance(value, nameof(MaximumMeanColourDifference)); } = 1;

    /// <summary>
    /// The largest colour difference of one block (<see cref="ColourDifference.Maximum"/>) that passes; default 8. Fully black ink on
    /// a twelfth of a block, a digit's stroke, is about 8.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double MaximumBlockColourDifference { get; init => field = Distance(value, nameof(MaximumBlockColourDifference)); } = 8;

    private static double Distance(double value, string property) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(property, value, "A colour difference is finite and not negative.");
}
