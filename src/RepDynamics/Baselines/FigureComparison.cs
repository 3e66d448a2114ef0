using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>
/// The rule by which a figure matches its baseline: the same size, a mean SSIM not below the tolerance, and colour differences, mean and of
/// the worst block, not above it. Where the tolerance allows another size, colours alone decide. Figures of equal pixels match without being measured.
/// </summary>
/// <param name="Message">One line for a person: the numbers when the figure matches, else each rule that failed and by how much.</param>
internal sealed record FigureComparison(bool Matches, string Message)
{
    /// <summary>Compares a figure with its baseline.</summary>
    /// <exception cref="ArgumentException">Two different images of one size are smaller than SSIM's window, <see cref="StructuralSimilarity.Window"/> pixels.</exception>
    public static FigureComparison Of(SKBitmap baseline, SKBitmap received, FigureTolerance? tolerance = null)
    {
        tolerance ??= new();
        if (baseline.Info.Size != received.Info.Size)
        {
            string sizes = $"it is {received.Width} x {received.Height} pixels, its baseline {baseline.Width} x {baseline.Height}";
            return Near(received.Width, baseline.Width, tolerance) && Near(received.Height, baseline.Height, tolerance)
                ? ByColour(baseline, received, tolerance, sizes)
                : new(false, $"figure differs: {sizes}");
        }
        if (baseline.Pixels.AsSpan().SequenceEqual(received.Pixels)) return new(true, "figure matches: every pixel is equal");

        double similarity = StructuralSimilarity.Mean(baseline, received);
        var colour = ColourDifference.Between(baseline, received);
        string[] failures = [.. Failures(similarity, colour, tolerance)];
        return new(failures.Length == 0, failures.Length > 0
            ? $"figure differs: {string.Join("; ", failures)}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"figure matches: SSIM {similarity:F4} (at least {tolerance.MinimumSimilarity}), colour difference {colour.Mean:F2} in the mean "
                + $"(at most {tolerance.MaximumMeanColourDifference}), {colour.Maximum:F2} in the worst block (at most {tolerance.MaximumBlockColourDifference})"));
    }

    /// <summary>Compares the PNG files of a figure and its baseline; a baseline that is not a readable PNG does not match.</summary>
    /// <exception cref="InvalidDataException">The received file is not a readable PNG.</exception>
    public static FigureComparison OfFiles(string baseline, string received, FigureTolerance? tolerance = null)
    {
        using SKBitmap now = Decode(received) ?? throw new InvalidDataException($"{received} is no readable PNG: run the claim again.");
        using SKBitmap? then = Decode(baseline);
        return then is null ? new(false, "the baseline's file is no readable PNG") : Of(then, now, tolerance);

        static SKBitmap? Decode(string file)
        {
            using FileStream png = File.OpenRead(file);
            try
            {
                return PngImage.Decode(png);
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }
    }

    // Where things stand differs with the size; what colours there are does not.
    private static FigureComparison ByColour(SKBitmap baseline, SKBitmap received, FigureTolerance tolerance, string sizes)
    {
        using SKBitmap stretched = received.Resize(baseline.Info.Size, new SKSamplingOptions(SKFilterMode.Nearest));
        double difference = ColourDifference.Between(baseline, stretched).Mean;
        bool matches = difference <= tolerance.MaximumStretchedColourDifference;
        return new(matches, string.Create(
            CultureInfo.InvariantCulture,
            $"figure {(matches ? "matches" : "differs")}: {sizes}, within {tolerance.MaximumSizeDifference:p0}; stretched to that, its mean colour difference is "
            + $"{difference:F2} (at most {tolerance.MaximumStretchedColourDifference})"));
    }

    private static bool Near(int size, int usual, FigureTolerance tolerance) => Math.Abs(size - usual) <= tolerance.MaximumSizeDifference * usual;

    private static IEnumerable<string> Failures(double similarity, ColourDifference colour, FigureTolerance tolerance) =>
        new (bool Fails, FormattableString Message)[]
        {
            (similarity < tolerance.MinimumSimilarity, $"SSIM {similarity:F4} is below {tolerance.MinimumSimilarity} by {tolerance.MinimumSimilarity - similarity:F4}"),
            (colour.Mean > tolerance.MaximumMeanColourDifference,
                $"mean colour difference {colour.Mean:F2} is above {tolerance.MaximumMeanColourDifference} by {colour.Mean - tolerance.MaximumMeanColourDifference:F2}"),
            (colour.Maximum > tolerance.MaximumBlockColourDifference,
                $"colour difference {colour.Maximum:F2} of the block at x {colour.X}, y {colour.Y} is above {tolerance.MaximumBlockColourDifference} by {colour.Maximum - tolerance.MaximumBlockColourDifference:F2}"),
        }.Where(rule => rule.Fails).Select(rule => FormattableString.Invariant(rule.Message));
}

/// <summary>
/// How much a figure may differ from its baseline: room for another version of a font or rasteriser, none for a curve, a colour scale or
/// a label that changed. A figure must keep within all of it.
/// </summary>
/// <param name="MinimumSimilarity">The least mean SSIM (<see cref="StructuralSimilarity"/>) that passes.</param>
/// <param name="MaximumMeanColourDifference">The largest mean colour difference (<see cref="ColourDifference.Mean"/>) that passes; 1 is well under what is noticeable.</param>
/// <param name="MaximumBlockColourDifference">
/// The largest colour difference of one block (<see cref="ColourDifference.Maximum"/>) that passes. Fully black ink on a twelfth of a block, a
/// digit's stroke, is about 8.
/// </param>
/// <param name="MaximumSizeDifference">
/// By what share of the baseline's a figure's width and height may differ. A figure of another size within it is stretched to its baseline's, and
/// held to <paramref name="MaximumStretchedColourDifference"/> alone.
/// </param>
/// <param name="MaximumStretchedColourDifference">The largest mean colour difference of a figure that was stretched to its baseline's size that passes.</param>
internal sealed record FigureTolerance(
    double MinimumSimilarity = 0.98, double MaximumMeanColourDifference = 1, double MaximumBlockColourDifference = 8, double MaximumSizeDifference = 0,
    double MaximumStretchedColourDifference = 1)
{
    /// <summary>
    /// For figures of other networks: where hardware, libtorch or data differ, training ends elsewhere, and curves and heat maps run differently. What must
    /// still be there is the figure: its frame, axes, panels and labels, and fields of about those colours. Chosen on the figures of the profiles cpu and
    /// cifar-cpu, which show other networks and other data under one name: their SSIM is 0.756 at least, their mean colour difference 15.7 at most, and their
    /// widths, which follow the labels of axes and the number of panels, differ by up to 12%; the colours of the one stretched to the other's size by 20.2. It
    /// notices a blank figure and other colours, of another size a blank one and a negative; one lost panel of many it may not.
    /// </summary>
    public static FigureTolerance OtherNetworks { get; } = new(0.7, 17, 200, 0.2, 22);
}
