using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class LinearAxisTests
{
    [TestCase(0, 1, 5, 0.2)]
    [TestCase(0, 1, 10, 0.1)]
    [TestCase(0.43, 1, 5, 0.2)]
    [TestCase(-30, 470, 5, 100)]
    [TestCase(0, 0.003, 6, 0.0005)]
    public void The_step_is_a_round_number(double low, double high, int atMost, double expected) =>
        Assert.That(LinearAxis.Between(low, high, atMost).Step, Is.EqualTo(expected).Within(1e-12));

    [TestCase(-0.2, 0.4, new[] { -0.2, 0, 0.2, 0.4 })]
    [TestCase(0.05, 0.55, new[] { 0.2, 0.4 })]
    public void Ticks_stay_inside_the_range_and_include_its_ends(double low, double high, double[] expected) =>
        Assert.That(new LinearAxis(low, high, 0.2).Values, Is.EqualTo(expected).Within(1e-12));

    [TestCase(0.2, 0.2, "0.2")]
    [TestCase(1, 0.25, "1.0")]
    [TestCase(-0.05, 0.05, "\u22120.05")]
    [TestCase(200, 100, "200")]
    [TestCase(0, 0.01, "0.00")]
    public void Numbers_have_the_decimals_of_their_step(double value, double step, string expected) =>
        Assert.That(LinearAxis.Format(value, step), Is.EqualTo(expected));

    [TestCase(0.1, "0.10")]
    [TestCase(0.025, "0.025")]
    public void A_registered_margin_is_written_as_it_was_given(double value, string expected) =>
        Assert.That(LinearAxis.Plain(value), Is.EqualTo(expected));
}
