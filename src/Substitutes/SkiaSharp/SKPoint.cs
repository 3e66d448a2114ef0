namespace SkiaSharp;

public struct SKPoint : IEquatable<SKPoint>
{
    public static readonly SKPoint Empty;

    public SKPoint(float x, float y)
    {
        X = x;
        Y = y;
    }

    public float X { readonly get; set; }

    public float Y { readonly get; set; }

    public readonly bool Equals(SKPoint obj) => X == obj.X && Y == obj.Y;

    public readonly override bool Equals(object? obj) => obj is SKPoint point && Equals(point);

    public readonly override int GetHashCode() => HashCode.Combine(X, Y);

    public readonly override string ToString() => $"{{X={X}, Y={Y}}}";

    public static bool operator ==(SKPoint left, SKPoint right) => left.Equals(right);

    public static bool operator !=(SKPoint left, SKPoint right) => !left.Equals(right);
}
