using System.Runtime.InteropServices;

namespace SkiaSharp.Native;

/// <summary>Finds the installed font nearest to a family and style (functions and constants: fontconfig.h).</summary>
internal static partial class Fontconfig
{
    private const string Library = "libfontconfig.so.1";
    private const int MatchPattern = 0;
    private const int ResultMatch = 0;
    private const int SlantItalic = 100;

    public static (string Family, FontFaceHandle Face)? Match(string? family, int weight, bool italic)
    {
        var pattern = FcPatternCreate();
        try
        {
            if (family is not null)
                _ = FcPatternAddString(pattern, "family", family);
            _ = FcPatternAddInteger(pattern, "weight", FcWeightFromOpenType(weight));
            _ = FcPatternAddInteger(pattern, "slant", italic ? SlantItalic : 0);
            _ = FcConfigSubstitute(0, pattern, MatchPattern);
            FcDefaultSubstitute(pattern);
            var found = FcFontMatch(0, pattern, out _);
            if (found == 0)
                return null;

            try
            {
                return FcPatternGetString(found, "family", 0, out var name) == ResultMatch
                    ? (Marshal.PtrToStringUTF8(name) ?? "", Cairo.cairo_ft_font_face_create_for_pattern(found))
                    : null;
            }
            finally
            {
                FcPatternDestroy(found);
            }
        }
        finally
        {
            FcPatternDestroy(pattern);
        }
    }

    [LibraryImport(Library)]
    private static partial nint FcPatternCreate();

    [LibraryImport(Library)]
    private static partial void FcPatternDestroy(nint pattern);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FcPatternAddString(nint pattern, string key, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FcPatternAddInteger(nint pattern, string key, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FcPatternGetString(nint pattern, string key, int index, out nint value);

    [LibraryImport(Library)]
    private static partial int FcWeightFromOpenType(int weight);

    [LibraryImport(Library)]
    private static partial int FcConfigSubstitute(nint config, nint pattern, int kind);

    [LibraryImport(Library)]
    private static partial void FcDefaultSubstitute(nint pattern);

    [LibraryImport(Library)]
    private static partial nint FcFontMatch(nint config, nint pattern, out int result);
}
