using System.Runtime.InteropServices;

namespace SkiaSharp.Native;

// Safe handles: the native object outlives every call that uses it, is freed once, and a call after that throws.

internal sealed class SurfaceHandle : SafeHandle
{
    public SurfaceHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_surface_destroy(handle);
        return true;
    }
}

internal sealed class ContextHandle : SafeHandle
{
    public ContextHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_destroy(handle);
        return true;
    }
}

internal sealed class FontFaceHandle : SafeHandle
{
    public FontFaceHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_font_face_destroy(handle);
        return true;
    }
}

internal sealed class ScaledFontHandle : SafeHandle
{
    public ScaledFontHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_scaled_font_destroy(handle);
        return true;
    }
}

internal sealed class FontOptionsHandle : SafeHandle
{
    public FontOptionsHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Cairo.cairo_font_options_destroy(handle);
        return true;
    }
}
