using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class ColorScaleTests
{
    [Test]
    public void Without_a_range_the_bar_ends_at_round_numbers_around_the_data()
    {
        var scale = ColorScale.Around(0.43, 1, null);

        Assert.That(scale.Ticks[0].Text, Is.EqualTo("0.4"));
        Assert.That(scale.Ticks[^1].Text, Is.EqualTo("1.0"));
        Assert.That((scale.Position(0.4), scale.Position(1)), Is.EqualTo((0.0, 1.0)).Within(1e-12));
    }

    [Test]
    public void A_given_range_is_stated_at_the_ends()
    {
        var scale = ColorScale.Around(0.5, 0.9, (0.25, 1));

        Assert.That(scale.Ticks.Select(tick => tick.Text), Is.EqualTo(new[] { "0.25", "0.4", "0.6", "0.8", "1.0" }));
    }

    [Test]
    public void Data_beyond_the_range_is_announced_at_that_end()
    {
        var scale = ColorScale.Around(-0.2, 1, (0, 1));

        Assert.That(scale.Ticks[0].Text, Is.EqualTo("\u2264 0.0"));
        Assert.That(scale.Ticks[^1].Text, Is.EqualTo("1.0"));
        Assert.That(scale.Color(-0.2), Is.EqualTo(ColorMap.At(0)));
    }

    [Test]
    public void Rounding_does_not_count_as_beyond_the_range() =>
        Assert.That(ColorScale.Around(0, 1 + 1e-7, (0, 1)).Ticks[^1].Text, Is.EqualTo("1.0"));

    [Test]
    public void Constant_data_still_has_a_bar()
    {
        var scale = ColorScale.Around(1, 1, null);

        Assert.That(scale.Position(1), Is.InRange(0.2, 0.8));
        Assert.That(scale.Ticks, Has.Count.GreaterThanOrEqualTo(3));
    }
}
