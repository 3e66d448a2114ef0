namespace SkiaSharp;

/// <summary>A rectangle given by its four edges; y grows downwards.</summary>
public struct SKRect : IEquatable<SKRect>
{
    public static readonly SKRect Empty;

    public SKRect(float left, float top, float right, float bottom)
    {
        Left = left;
        Top = top;
        Right = right;
        Bottom = bottom;
    }

    public float Left { readonly get; set; }

    public float Top { readonly get; set; }

    public float Right { readonly get; set; }

    public float Bottom { readonly get; set; }

    public readonly float MidX => Left + Width / 2f;

    public readonly float MidY => Top + Height / 2f;

    public readonly float Width => Right - Left;

    public readonly float Height => Bottom - Top;

    public readonly bool IsEmpty => this == Empty;

    public static SKRect Create(float width, float height) => new(0, 0, width, height);

    public static SKRect Create(float x, float y, float width, float height) => new(x, y, x + width, y + height);

    /// <summary>Whether the point lies inside; the left and top edges belong to the rectangle, the right and bottom do not.</summary>
    public readonly bool Contains(float x, float y) => x >= Left && x < Right && y >= Top && y < Bottom;

    public readonly bool Contains(SKRect rect) =>
        Left <= rect.Left && Right >= rect.Right && Top <= rect.Top && Bottom >= rect.Bottom;

    /// <summary>Whether the interiors overlap: rectangles that only share an edge do not intersect.</summary>
    public readonly bool IntersectsWith(SKRect rect) =>
        Left < rect.Right && Right > rect.Left && Top < rect.Bottom && Bottom > rect.Top;

    public readonly bool Equals(SKRect obj) =>
        Left == obj.Left && Top == obj.Top && Right == obj.Right && Bottom == obj.Bottom;

    public readonly override bool Equals(object? obj) => obj is SKRect rect && Equals(rect);

    public readonly override int GetHashCode() => HashCode.Combine(Left, Top, Right, Bottom);

    public readonly override string ToString() => $"{{Left={Left},Top={Top},Width={Width},Height={Height}}}";

    public static bool operator ==(SKRect left, SKRect right) => left.Equals(right);

    public static bool operator !=(SKRect left, SKRect right) => !left.Equals(right);
}
