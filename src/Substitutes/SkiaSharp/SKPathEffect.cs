namespace SkiaSharp;

public class SKPathEffect : SKObject
{
    private SKPathEffect(double[] intervals, double phase)
    {
        Intervals = intervals;
        Phase = phase;
    }

    /// <summary>Lengths of the dashes and gaps in turn; a paint keeps them even after the effect is disposed.</summary>
    internal double[] Intervals { get; }

    internal double Phase { get; }

    public static SKPathEffect CreateDash(float[] intervals, float phase)
    {
        ArgumentNullException.ThrowIfNull(intervals);
        if (intervals.Length % 2 != 0)
            throw new ArgumentException("The intervals must have an even number of entries.", nameof(intervals));

        return new SKPathEffect(Array.ConvertAll(intervals, length => (double)length), phase);
    }
}
