// The members this project names, with the values of the published enumerations.
namespace SkiaSharp;

public enum SKPaintStyle
{
    Fill = 0,
    Stroke = 1,
}

public enum SKStrokeCap
{
    Butt = 0,
    Round = 1,
    Square = 2,
}

public enum SKStrokeJoin
{
    Miter = 0,
    Round = 1,
    Bevel = 2,
}

public enum SKTextAlign
{
    Left = 0,
    Center = 1,
    Right = 2,
}

public enum SKFontHinting
{
    None = 0,
    Slight = 1,
    Normal = 2,
    Full = 3,
}

public enum SKClipOperation
{
    Intersect = 1,
}

public enum SKAlphaType
{
    Opaque = 1,
    Premul = 2,
}

public enum SKEncodedImageFormat
{
    Png = 4,
}

public enum SKFontStyleSlant
{
    Upright = 0,
    Italic = 1,
}

public enum SKFontStyleWeight
{
    Normal = 400,
    Bold = 700,
}

public enum SKFontStyleWidth
{
    Normal = 5,
}
