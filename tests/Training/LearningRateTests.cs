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
            Assert.That(Default.LearningRateAt(step, StepsPerEpoch), Is.EqualTo(0.05 * (step + 1) / steps).Within(1e-15));
        Assert.That(Default.LearningRateAt(steps, StepsPerEpoch), Is.EqualTo(0.05));
    }

    // A stair at every multiple of 256: .05 / sqrt 2, sqrt 3, 2; the last step of 120 epochs has .05 / sqrt 8.
    [TestCase(3, 256, 255, 0.05)]
    [TestCase(3, 256, 256, 0.0353553390593274)]
    [TestCase(3, 256, 511, 0.0353553390593274)]
    [TestCase(3, 256, 512, 0.0288675134594813)]
    [TestCase(3, 256, 768, 0.025)]
    [TestCase(3, 256, 1919, 0.0176776695296637)]
    // Without stairs; without a warm-up; a warm-up longer than a stair, .05 / 2 / sqrt 3.
    [TestCase(3, 0, 48, 0.05)]
    [TestCase(3, 0, 100_000, 0.05)]
    [TestCase(0, 256, 0, 0.05)]
    [TestCase(0, 256, 256, 0.0353553390593274)]
    [TestCase(3, 8, 23, 0.0144337567297406)]
    public void The_decay_goes_down_a_stair_after_so_many_steps(int warmUp, int decay, int step, double rate) =>
        Assert.That((Default with { WarmUpEpochs = warmUp, DecaySteps = decay }).LearningRateAt(step, StepsPerEpoch), Is.EqualTo(rate).Within(1e-15));
}
