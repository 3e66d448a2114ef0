using System.Runtime.InteropServices;

namespace SkiaSharp.Native;

/// <summary>The functions of libcairo that are called (names, argument order and constants: cairo.h and cairo-ft.h).</summary>
internal static unsafe partial class Cairo
{
    private const string Library = "libcairo.so.2";

    public const int StatusSuccess = 0;
    public const int StatusReadError = 10;

    public const int FormatArgb32 = 0;
    public const int FormatRgb24 = 1;

    public const int OperatorSource = 1;

    public const int AntialiasNone = 1;
    public const int AntialiasGray = 2;

    public const int FilterNearest = 3;
    public const int ExtendPad = 3;

    public const int HintMetricsOff = 1;
    public const int HintMetricsOn = 2;

    [StructLayout(LayoutKind.Sequential)]
    public struct Matrix
    {
        public double XX, YX, XY, YY, X0, Y0;

        public static Matrix Scale(double x, double y) => new() { XX = x, YY = y };
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TextExtents
    {
        public double XBearing, YBearing, Width, Height, XAdvance, YAdvance;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct FontExtents
    {
        public double Ascent, Descent, Height, MaxXAdvance, MaxYAdvance;
    }

    // Surfaces

    [LibraryImport(Library)]
    public static partial SurfaceHandle cairo_image_surface_create(int format, int width, int height);

    [LibraryImport(Library)]
    public static partial SurfaceHandle cairo_image_surface_create_from_png_stream(
        delegate* unmanaged[Cdecl]<nint, byte*, uint, int> read, nint closure);

    [LibraryImport(Library)]
    public static partial void cairo_surface_destroy(nint surface);

    [LibraryImport(Library)]
    public static partial int cairo_surface_status(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial void cairo_surface_flush(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial void cairo_surface_mark_dirty(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial uint* cairo_image_surface_get_data(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial int cairo_image_surface_get_format(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial int cairo_image_surface_get_width(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial int cairo_image_surface_get_height(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial int cairo_image_surface_get_stride(SurfaceHandle surface);

    // Drawing

    [LibraryImport(Library)]
    public static partial ContextHandle cairo_create(SurfaceHandle surface);

    [LibraryImport(Library)]
    public static partial void cairo_destroy(nint context);

    [LibraryImport(Library)]
    public static partial int cairo_status(ContextHandle context);

    [LibraryImport(Library)]
    public static partial nint cairo_status_to_string(int status);

    [LibraryImport(Library)]
    public static partial void cairo_save(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_restore(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_translate(ContextHandle context, double x, double y);

    [LibraryImport(Library)]
    public static partial void cairo_scale(ContextHandle context, double x, double y);

    [LibraryImport(Library)]
    public static partial void cairo_rotate(ContextHandle context, double radians);

    [LibraryImport(Library)]
    public static partial void cairo_device_to_user_distance(ContextHandle context, ref double x, ref double y);

    [LibraryImport(Library)]
    public static partial void cairo_set_operator(ContextHandle context, int value);

    [LibraryImport(Library)]
    public static partial void cairo_set_source_rgba(ContextHandle context, double r, double g, double b, double a);

    [LibraryImport(Library)]
    public static partial void cairo_set_source_surface(ContextHandle context, SurfaceHandle surface, double x, double y);

    [LibraryImport(Library)]
    public static partial nint cairo_get_source(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_pattern_set_filter(nint pattern, int filter);

    [LibraryImport(Library)]
    public static partial void cairo_pattern_set_extend(nint pattern, int extend);

    [LibraryImport(Library)]
    public static partial void cairo_set_antialias(ContextHandle context, int value);

    [LibraryImport(Library)]
    public static partial void cairo_set_line_width(ContextHandle context, double width);

    [LibraryImport(Library)]
    public static partial void cairo_set_line_cap(ContextHandle context, int value);

    [LibraryImport(Library)]
    public static partial void cairo_set_line_join(ContextHandle context, int value);

    [LibraryImport(Library)]
    public static partial void cairo_set_miter_limit(ContextHandle context, double value);

    [LibraryImport(Library)]
    public static partial void cairo_set_dash(ContextHandle context, double[]? dashes, int count, double offset);

    [LibraryImport(Library)]
    public static partial void cairo_new_path(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_move_to(ContextHandle context, double x, double y);

    [LibraryImport(Library)]
    public static partial void cairo_line_to(ContextHandle context, double x, double y);

    [LibraryImport(Library)]
    public static partial void cairo_close_path(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_rectangle(ContextHandle context, double x, double y, double width, double height);

    [LibraryImport(Library)]
    public static partial void cairo_arc(ContextHandle context, double x, double y, double radius, double from, double to);

    [LibraryImport(Library)]
    public static partial void cairo_fill(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_stroke(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_paint(ContextHandle context);

    [LibraryImport(Library)]
    public static partial void cairo_paint_with_alpha(ContextHandle context, double alpha);

    [LibraryImport(Library)]
    public static partial void cairo_clip(ContextHandle context);

    // Text

    [LibraryImport(Library)]
    public static partial FontFaceHandle cairo_ft_font_face_create_for_pattern(nint pattern);

    [LibraryImport(Library)]
    public static partial void cairo_font_face_destroy(nint face);

    [LibraryImport(Library)]
    public static partial FontOptionsHandle cairo_font_options_create();

    [LibraryImport(Library)]
    public static partial void cairo_font_options_destroy(nint options);

    [LibraryImport(Library)]
    public static partial void cairo_font_options_set_hint_style(FontOptionsHandle options, int value);

    [LibraryImport(Library)]
    public static partial void cairo_font_options_set_hint_metrics(FontOptionsHandle options, int value);

    [LibraryImport(Library)]
    public static partial ScaledFontHandle cairo_scaled_font_create(
        FontFaceHandle face, in Matrix fontMatrix, in Matrix userToDevice, FontOptionsHandle options);

    [LibraryImport(Library)]
    public static partial void cairo_scaled_font_destroy(nint font);

    [LibraryImport(Library)]
    public static partial int cairo_scaled_font_status(ScaledFontHandle font);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void cairo_scaled_font_text_extents(ScaledFontHandle font, string text, out TextExtents extents);

    [LibraryImport(Library)]
    public static partial void cairo_scaled_font_extents(ScaledFontHandle font, out FontExtents extents);

    [LibraryImport(Library)]
    public static partial void cairo_set_font_face(ContextHandle context, FontFaceHandle face);

    [LibraryImport(Library)]
    public static partial void cairo_set_font_matrix(ContextHandle context, in Matrix matrix);

    [LibraryImport(Library)]
    public static partial void cairo_set_font_options(ContextHandle context, FontOptionsHandle options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void cairo_text_path(ContextHandle context, string text);

    public static string Describe(int status) => Marshal.PtrToStringUTF8(cairo_status_to_string(status)) ?? $"status {status}";
}
