namespace SkiaSharp.Native;

/// <summary>A Cairo image surface of 32-bit pixels, with direct access to them.</summary>
internal sealed unsafe class PixelSurface : IDisposable
{
    private PixelSurface(SurfaceHandle handle)
    {
        Handle = handle;
        Width = Cairo.cairo_image_surface_get_width(handle);
        Height = Cairo.cairo_image_surface_get_height(handle);
        IsOpaque = Cairo.cairo_image_surface_get_format(handle) == Cairo.FormatRgb24;
    }

    public SurfaceHandle Handle { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether alpha is absent: every pixel reads as fully opaque.</summary>
    public bool IsOpaque { get; }

    public static PixelSurface Create(int width, int height, bool isOpaque)
    {
        var handle = Cairo.cairo_image_surface_create(isOpaque ? Cairo.FormatRgb24 : Cairo.FormatArgb32, width, height);
        if (Cairo.cairo_surface_status(handle) == Cairo.StatusSuccess)
            return new PixelSurface(handle);

        handle.Dispose();
        // The published package throws the bare type with this message.
#pragma warning disable CA2201
        throw new Exception("Unable to allocate pixels for the bitmap.");
#pragma warning restore CA2201
    }

    /// <summary>Takes over a surface that Cairo made; deeper or shallower pixels become 32-bit ones.</summary>
    public static PixelSurface Adopt(SurfaceHandle handle)
    {
        var adopted = new PixelSurface(handle);
        if (Cairo.cairo_image_surface_get_format(handle) is Cairo.FormatArgb32 or Cairo.FormatRgb24)
            return adopted;

        using (adopted)
        {
            var converted = Create(adopted.Width, adopted.Height, isOpaque: false);
            using var context = Cairo.cairo_create(converted.Handle);
            Cairo.cairo_set_source_surface(context, handle, 0, 0);
            Cairo.cairo_set_operator(context, Cairo.OperatorSource);
            Cairo.cairo_paint(context);
            return converted;
        }
    }

    public PixelSurface Copy()
    {
        var copy = Create(Width, Height, IsOpaque);
        copy.Write(Read());
        return copy;
    }

    /// <summary>All pixels row by row, premultiplied; alpha is 255 where the surface is opaque.</summary>
    public uint[] Read()
    {
        Cairo.cairo_surface_flush(Handle);
        var all = new uint[Width * Height];
        for (var y = 0; y < Height; y++)
            new ReadOnlySpan<uint>(Row(y), Width).CopyTo(all.AsSpan(y * Width));
        if (IsOpaque)
        {
            for (var i = 0; i < all.Length; i++)
                all[i] |= 0xFF000000;
        }

        return all;
    }

    public uint Read(int x, int y)
    {
        Cairo.cairo_surface_flush(Handle);
        return IsOpaque ? Row(y)[x] | 0xFF000000 : Row(y)[x];
    }

    public void Write(uint[] pixels)
    {
        Cairo.cairo_surface_flush(Handle);
        for (var y = 0; y < Height; y++)
            pixels.AsSpan(y * Width, Width).CopyTo(new Span<uint>(Row(y), Width));
        Cairo.cairo_surface_mark_dirty(Handle);
    }

    public void Write(int x, int y, uint pixel)
    {
        Cairo.cairo_surface_flush(Handle);
        Row(y)[x] = pixel;
        Cairo.cairo_surface_mark_dirty(Handle);
    }

    public void Dispose() => Handle.Dispose();

    private uint* Row(int y) =>
        Cairo.cairo_image_surface_get_data(Handle) + (long)y * (Cairo.cairo_image_surface_get_stride(Handle) / sizeof(uint));
}
