using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class ColorScaleTests
{
    [Test]
    public void Without_a_range_the_bar_ends_at_round_numbers_around_the_data()
    {
        var scale = ColorScale.Around(0.43, 1, null);

        Assert.That((scale.Ticks[0].Text, scale.Ticks[^1].Text), Is.EqualTo(("0.4", "1.0")));
        Assert.That((scale.Position(0.4), scale.Position(1)), Is.EqualTo((0.0, 1.0)).Within(1e-12));
    }

    // Data beyond the range is announced at that end; rounding does not count as beyond.
    [TestCase(0.5, 0.9, 0.25, "0.25 0.4 0.6 0.8 1.0")]
    [TestCase(-0.2, 1, 0, "\u2264\u00A00.0 0.2 0.4 0.6 0.8 1.0")]
    [TestCase(0, 1 + 1e-7, 0, "0.0 0.2 0.4 0.6 0.8 1.0")]
    public void A_given_range_is_stated_at_the_ends(double smallest, double largest, double low, string expected)
    {
        var scale = ColorScale.Around(smallest, largest, (low, 1));

        Assert.That(scale.Ticks.Select(tick => tick.Text), Is.EqualTo(expected.Split(' ').Select(text => text.Replace('\u00A0', ' '))));
        Assert.That(scale.Color(low - 0.2), Is.EqualTo(ColorMap.At(0)));
    }

    [Test]
    public void Constant_data_still_has_a_bar()
    {
        var scale = ColorScale.Around(1, 1, null);

        Assert.That(scale.Position(1), Is.InRange(0.2, 0.8));
        Assert.That(scale.Ticks, Has.Count.GreaterThanOrEqualTo(3));
    }
}
