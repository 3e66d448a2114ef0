namespace RepDynamics.Baselines;

/// <summary>
/// How much a figure may differ from its baseline: room for another version of a font or rasteriser, none for a curve, a colour scale or
/// a label that changed. A figure must keep within all three.
/// </summary>
public sealed record FigureTolerance
{
    /// <summary>
    /// For figures of other networks: where hardware, libtorch or data differ, training ends elsewhere, and curves and heat maps run
    /// differently. What must still be there is the figure: its frame, axes, panels and labels, and fields of about those colours. Chosen on
    /// the figures of the profiles cpu and cifar-cpu, which show other networks and other data under one name: their SSIM is 0.756 at least,
    /// their mean colour difference 15.7 at most, and their widths, which follow the labels of axes and the number of panels, differ by up to 12%;
    /// the colours of the one stretched to the other's size by 20.2. It notices a blank figure and other colours, of another size a
    /// blank one and a negative; one lost panel of many it may not.
    /// </summary>
    public static FigureTolerance OtherNetworks { get; } =
        new() { MinimumSimilarity = 0.7, MaximumMeanColourDifference = 17, MaximumBlockColourDifference = 200, MaximumSizeDifference = 0.2, MaximumStretchedColourDifference = 22 };

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

    /// <summary>
    /// By what share of the baseline's a figure's width and height may differ; default 0. A figure of another size within it is stretched to
    /// its baseline's, and held to <see cref="MaximumStretchedColourDifference"/> alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double MaximumSizeDifference { get; init => field = Distance(value, nameof(MaximumSizeDifference)); }

    /// <summary>The largest mean colour difference of a figure of another size, stretched to its baseline's, that passes; default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double MaximumStretchedColourDifference { get; init => field = Distance(value, nameof(MaximumStretchedColourDifference)); } = 1;

    private static double Distance(double value, string property) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(property, value, "A difference is finite and not negative.");
}
