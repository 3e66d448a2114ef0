using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

public class LearningRateTests
{
    private const int StepsPerEpoch = 16;

    private static readonly Recipe Default = TinyRuns.ViT with { WarmUpEpochs = 3, DecaySteps = 256 };

    [Test]
    public void The_warm_up_rises_linearly_to_the_base_rate_at_its_last_step()
    {
        int steps = 3 * StepsPerEpoch;

        for (int step = 0; step < steps; step++)
            Assert.That(LearningRate.At(Default, step, StepsPerEpoch), Is.EqualTo(0.05 * (step + 1) / steps).Within(1e-15));
        Assert.That(LearningRate.At(Default, steps, StepsPerEpoch), Is.EqualTo(0.05));
    }

    [TestCase(255, 0.05)]
    [TestCase(256, 0.0353553390593274)]     // .05 / sqrt 2
    [TestCase(511, 0.0353553390593274)]
    [TestCase(512, 0.0288675134594813)]     // .05 / sqrt 3
    [TestCase(767, 0.0288675134594813)]
    [TestCase(768, 0.025)]                  // .05 / 2
    [TestCase(1919, 0.0176776695296637)]    // the last step of 120 epochs: .05 / sqrt 8
    public void The_decay_goes_down_a_stair_at_every_multiple_of_256(int step, double rate) =>
        Assert.That(LearningRate.At(Default, step, StepsPerEpoch), Is.EqualTo(rate).Within(1e-15));

    [TestCase(48)]
    [TestCase(256)]
    [TestCase(100_000)]
    public void Without_stairs_the_rate_stays(int step) =>
        Assert.That(LearningRate.At(Default with { DecaySteps = 0 }, step, StepsPerEpoch), Is.EqualTo(0.05));

    [TestCase(0, 0.05)]
    [TestCase(256, 0.0353553390593274)]
    public void Without_a_warm_up_the_first_step_has_the_base_rate(int step, double rate) =>
        Assert.That(LearningRate.At(Default with { WarmUpEpochs = 0 }, step, StepsPerEpoch), Is.EqualTo(rate).Within(1e-15));

    [Test]
    public void A_warm_up_longer_than_a_stair_rises_and_falls_at_once() =>
        Assert.That(
            LearningRate.At(Default with { DecaySteps = 8 }, 23, StepsPerEpoch),
            Is.EqualTo(0.05 * 24 / 48 / Math.Sqrt(3)).Within(1e-15));
}
