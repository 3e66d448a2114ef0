using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SkiaSharp.Native;

namespace SkiaSharp.Png;

/// <summary>Reads a PNG through Cairo, which knows every colour type and interlacing.</summary>
internal static unsafe class PngDecoder
{
    /// <summary>The picture, or null where the stream holds no complete, valid PNG.</summary>
    public static PixelSurface? Decode(Stream stream)
    {
        var closure = GCHandle.Alloc(stream);
        try
        {
            var surface = Cairo.cairo_image_surface_create_from_png_stream(&Read, GCHandle.ToIntPtr(closure));
            if (Cairo.cairo_surface_status(surface) == Cairo.StatusSuccess)
                return PixelSurface.Adopt(surface);

            surface.Dispose();
            return null;
        }
        finally
        {
            closure.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint closure, byte* data, uint length)
    {
        // No exception may cross into native code.
        try
        {
            ((Stream)GCHandle.FromIntPtr(closure).Target!).ReadExactly(new Span<byte>(data, (int)length));
            return Cairo.StatusSuccess;
        }
        catch (Exception)
        {
            return Cairo.StatusReadError;
        }
    }
}
