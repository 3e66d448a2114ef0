using System.Reflection;
using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

/// <summary>What the substitute promises beyond the published package; skipped where the package is in use.</summary>
public class SubstituteTests
{
    private static readonly Type? Libraries = typeof(SKBitmap).Assembly.GetType("SkiaSharp.Native.NativeLibraries");

    [SetUp]
    public void OnlyTheSubstitute()
    {
        if (Libraries is null)
            Assert.Ignore("The published SkiaSharp is in use.");
    }

    [Test]
    public void A_missing_library_says_which_and_what_to_run()
    {
        var load = Libraries!.GetMethod("Load", BindingFlags.Static | BindingFlags.NonPublic)!;

        Assert.That(
            () => load.Invoke(null, ["libno-such-cairo.so.2", typeof(SKBitmap).Assembly]),
            Throws.InnerException.TypeOf<DllNotFoundException>()
                .With.InnerException.Message.Contains("libno-such-cairo.so.2")
                .And.InnerException.Message.Contains("./setup.sh"));
    }

    [Test]
    public void A_disposed_bitmap_cannot_be_used()
    {
        var bitmap = new SKBitmap(2, 2);
        bitmap.Dispose();

        Assert.That(() => bitmap.GetPixel(0, 0), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => bitmap.Width, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => new SKCanvas(bitmap), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => SKImage.FromBitmap(bitmap), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_disposed_canvas_cannot_be_used()
    {
        using var bitmap = new SKBitmap(2, 2);
        using var paint = new SKPaint();
        var canvas = new SKCanvas(bitmap);
        canvas.Dispose();
        canvas.Dispose();

        Assert.That(() => canvas.Clear(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => canvas.DrawRect(0, 0, 1, 1, paint), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => canvas.Save(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Disposed_paint_path_font_and_data_cannot_be_used()
    {
        using var bitmap = new SKBitmap(2, 2);
        using var canvas = new SKCanvas(bitmap);
        using var image = SKImage.FromBitmap(bitmap);
        var paint = new SKPaint();
        var path = new SKPath();
        var font = new SKFont();
        var data = image.Encode();
        foreach (var disposable in new IDisposable[] { paint, path, font, data })
        {
            disposable.Dispose();
            disposable.Dispose();
        }

        using var alive = new SKPaint();
        Assert.That(() => canvas.DrawRect(0, 0, 1, 1, paint), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => canvas.DrawPath(path, alive), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => canvas.DrawText("x", 0, 0, SKTextAlign.Left, font, alive), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => data.ToArray(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_canvas_outlives_its_disposed_bitmap()
    {
        var bitmap = new SKBitmap(2, 2);
        using var canvas = new SKCanvas(bitmap);
        bitmap.Dispose();

        Assert.That(() => canvas.Clear(SKColors.Red), Throws.Nothing);
    }

    [Test]
    public void A_canvas_that_cannot_draw_says_so()
    {
        using var bitmap = new SKBitmap(2, 2);
        using var canvas = new SKCanvas(bitmap);

        Assert.That(() => canvas.Scale(0), Throws.InvalidOperationException.With.Message.Contains("matrix"));
    }

    [Test]
    public void A_truncated_file_decodes_to_null()
    {
        using var bitmap = new SKBitmap(50, 50);
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode();
        using var stream = new MemoryStream(data.ToArray()[..^20]);

        Assert.That(SKBitmap.Decode(stream), Is.Null);
    }
}
