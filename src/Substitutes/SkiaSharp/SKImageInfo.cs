namespace SkiaSharp;

/// <summary>Size and alpha of an image. The pixel layout is always the platform's 32-bit one here.</summary>
public struct SKImageInfo : IEquatable<SKImageInfo>
{
    public static readonly SKImageInfo Empty;

    public SKImageInfo(int width, int height)
        : this(width, height, SKAlphaType.Premul)
    {
    }

    public SKImageInfo(int width, int height, SKAlphaType alphaType)
    {
        Width = width;
        Height = height;
        AlphaType = alphaType;
    }

    public int Width { get; set; }

    public int Height { get; set; }

    public SKAlphaType AlphaType { get; set; }

    public readonly bool IsEmpty => Width <= 0 || Height <= 0;

    public readonly bool IsOpaque => AlphaType == SKAlphaType.Opaque;

    public readonly bool Equals(SKImageInfo obj) =>
        Width == obj.Width && Height == obj.Height && AlphaType == obj.AlphaType;

    public readonly override bool Equals(object? obj) => obj is SKImageInfo info && Equals(info);

    public readonly override int GetHashCode() => HashCode.Combine(Width, Height, AlphaType);

    public static bool operator ==(SKImageInfo left, SKImageInfo right) => left.Equals(right);

    public static bool operator !=(SKImageInfo left, SKImageInfo right) => !left.Equals(right);
}
