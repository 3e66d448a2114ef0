using SkiaSharp;

namespace RepDynamics.Figures;

// Sixteen of the 256 colours of viridis (S. van der Walt and N. Smith, 2015, dedicated to the public domain under CC0; every
// 17th entry of the table in matplotlib's _cm_listed.py). Between them a straight line in sRGB stays within one grey level or
// two of the full table.

/// <summary>
/// The colours of heat maps: viridis. Its lightness rises evenly, so equal steps of the data look equal, it survives
/// grey printing, and it reads the same with the common forms of colour blindness.
/// </summary>
public static class ColorMap
{
    private static readonly SKColor[] Anchors =
    [
        0xFF440154, 0xFF481A6C, 0xFF472F7D, 0xFF414487, 0xFF39568C, 0xFF31688E, 0xFF2A788E, 0xFF23888E,
        0xFF1F988B, 0xFF22A884, 0xFF35B779, 0xFF54C568, 0xFF7AD151, 0xFFA5DB36, 0xFFD2E21B, 0xFFFDE725,
    ];

    /// <summary>The colour at a position: 0 is dark violet, 1 is yellow; positions outside are taken as the nearer end.</summary>
    /// <exception cref="ArgumentException">The position is NaN.</exception>
    public static SKColor At(double position)
    {
        if (double.IsNaN(position))
            throw new ArgumentException("A colour map has no colour for NaN.", nameof(position));

        double along = Math.Clamp(position, 0, 1) * (Anchors.Length - 1);
        int below = Math.Min((int)along, Anchors.Length - 2);
        double part = along - below;
        (SKColor from, SKColor to) = (Anchors[below], Anchors[below + 1]);
        return new SKColor(Mix(from.Red, to.Red, part), Mix(from.Green, to.Green, part), Mix(from.Blue, to.Blue, part));
    }

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * part);
}
