namespace SkiaSharp;

public struct SKSize : IEquatable<SKSize>
{
    public static readonly SKSize Empty;

    public SKSize(float width, float height)
    {
        Width = width;
        Height = height;
    }

    public float Width { readonly get; set; }

    public float Height { readonly get; set; }

    public readonly bool Equals(SKSize obj) => Width == obj.Width && Height == obj.Height;

    public readonly override bool Equals(object? obj) => obj is SKSize size && Equals(size);

    public readonly override int GetHashCode() => HashCode.Combine(Width, Height);

    public readonly override string ToString() => $"{{Width={Width}, Height={Height}}}";

    public static bool operator ==(SKSize left, SKSize right) => left.Equals(right);

    public static bool operator !=(SKSize left, SKSize right) => !left.Equals(right);
}
