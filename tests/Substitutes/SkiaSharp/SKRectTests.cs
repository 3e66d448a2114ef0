using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

public class SKRectTests
{
    [Test]
    public void Create_takes_a_corner_and_a_size()
    {
        var rect = SKRect.Create(1, 2, 30, 40);

        Assert.That(rect, Is.EqualTo(new SKRect(1, 2, 31, 42)));
        Assert.That((rect.Width, rect.Height, rect.MidX, rect.MidY), Is.EqualTo((30f, 40f, 16f, 22f)));
    }

    [Test]
    public void Rectangles_that_share_an_edge_do_not_intersect()
    {
        var rect = SKRect.Create(0, 0, 10, 10);

        Assert.That(rect.IntersectsWith(SKRect.Create(10, 0, 5, 5)), Is.False);
        Assert.That(rect.IntersectsWith(SKRect.Create(9.9f, 0, 5, 5)), Is.True);
    }

    [Test]
    public void Left_and_top_belong_to_a_rectangle_and_right_and_bottom_do_not()
    {
        var rect = SKRect.Create(0, 0, 10, 10);

        Assert.That(rect.Contains(0, 0), Is.True);
        Assert.That(rect.Contains(10, 5), Is.False);
        Assert.That(rect.Contains(5, 10), Is.False);
    }
}
