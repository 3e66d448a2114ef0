using SkiaSharp.Native;

namespace SkiaSharp;

/// <summary>An installed font. Fonts made from it keep it alive after it is disposed.</summary>
public class SKTypeface : SKObject
{
    private static readonly Lazy<SKTypeface> DefaultTypeface = new(() => Match(null, SKFontStyle.Normal, isShared: true));

    private readonly bool isShared;

    private SKTypeface(string familyName, FontFaceHandle face, bool isShared)
    {
        FamilyName = familyName;
        Face = face;
        this.isShared = isShared;
    }

    /// <summary>The platform's default font; disposing it does nothing.</summary>
    public static SKTypeface Default => DefaultTypeface.Value;

    public string FamilyName { get; }

    internal FontFaceHandle Face { get; }

    private protected override bool IsShared => isShared;

    public static SKTypeface FromFamilyName(string? familyName) => FromFamilyName(familyName, SKFontStyle.Normal);

    /// <summary>The installed font of that family nearest to the style; the default font where there is no such family.</summary>
    public static SKTypeface FromFamilyName(string? familyName, SKFontStyle style)
    {
        ArgumentNullException.ThrowIfNull(style);
        var typeface = Match(familyName, style, isShared: false);
        return familyName is null || string.Equals(typeface.FamilyName, familyName, StringComparison.OrdinalIgnoreCase)
            ? typeface
            : Default;
    }

    private static SKTypeface Match(string? familyName, SKFontStyle style, bool isShared)
    {
        var (family, face) = Fontconfig.Match(familyName, style.Weight, style.Slant != SKFontStyleSlant.Upright)
            ?? throw new InvalidOperationException("No font is installed: run ./setup.sh, which installs fonts-dejavu-core.");
        return new SKTypeface(family, face, isShared);
    }
}
