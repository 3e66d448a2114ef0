using System.Globalization;

namespace SkiaSharp;

/// <summary>An 8-bit colour with alpha, not premultiplied; as a number 0xAARRGGBB.</summary>
public readonly struct SKColor : IEquatable<SKColor>
{
    public static readonly SKColor Empty;

    private readonly uint color;

    public SKColor(uint value) => color = value;

    public SKColor(byte red, byte green, byte blue, byte alpha) =>
        color = ((uint)alpha << 24) | ((uint)red << 16) | ((uint)green << 8) | blue;

    public SKColor(byte red, byte green, byte blue)
        : this(red, green, blue, 255)
    {
    }

    public byte Alpha => (byte)(color >> 24);

    public byte Red => (byte)(color >> 16);

    public byte Green => (byte)(color >> 8);

    public byte Blue => (byte)color;

    public SKColor WithAlpha(byte alpha) => new(Red, Green, Blue, alpha);

    /// <summary>Reads [#]RGB, [#]ARGB, [#]RRGGBB or [#]AARRGGBB; anything else throws.</summary>
    public static SKColor Parse(string hexString) =>
        TryParse(hexString, out var color)
            ? color
            : throw new ArgumentException("Invalid hexadecimal color string.", nameof(hexString));

    public static bool TryParse(string hexString, out SKColor color)
    {
        color = Empty;
        var digits = hexString.AsSpan().Trim().TrimStart('#');
        if (digits.Length is not (3 or 4 or 6 or 8)
            || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;

        if (digits.Length <= 4)
            value = TwiceEachDigit(value);
        if (digits.Length is 3 or 6)
            value |= 0xFF000000;
        color = new SKColor(value);
        return true;
    }

    public bool Equals(SKColor obj) => obj.color == color;

    public override bool Equals(object? other) => other is SKColor value && Equals(value);

    public override int GetHashCode() => color.GetHashCode();

    public override string ToString() => $"#{Alpha:x2}{Red:x2}{Green:x2}{Blue:x2}";

    public static bool operator ==(SKColor left, SKColor right) => left.Equals(right);

    public static bool operator !=(SKColor left, SKColor right) => !left.Equals(right);

    public static implicit operator SKColor(uint color) => new(color);

    public static explicit operator uint(SKColor color) => color.color;

    private static uint TwiceEachDigit(uint argb)
    {
        uint wide = 0;
        for (var digit = 3; digit >= 0; digit--)
            wide = (wide << 8) | (((argb >> (4 * digit)) & 0xF) * 0x11);
        return wide;
    }
}
