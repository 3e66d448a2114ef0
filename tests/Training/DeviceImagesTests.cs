using MathNet.Numerics.Statistics;
using RepDynamics.Data;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class DeviceImagesTests
{
    [Test]
    public void Training_images_have_mean_0_and_deviation_1_in_every_channel() => TinyRuns.ViT.Data.Load(1).OnCpu((train, _) =>
    {
        for (int c = 0; c < 3; c++)
        {
            using Tensor channel = train.Pixels.select(1, c).contiguous();
            float[] values = channel.data<float>().ToArray();
            Assert.That(values.Mean(), Is.Zero.Within(1e-5));
            Assert.That(values.PopulationStandardDeviation(), Is.EqualTo(1).Within(1e-5));
        }
    });

    // Training pixels 0 and 2 in each channel: mean 1, deviation 1. A test pixel of 5 is 4 deviations above.
    [Test]
    public void Held_out_images_are_standardized_by_the_training_images() => new TrainingData(Pixels(0, 2), Pixels(5, 1)).OnCpu((train, test) =>
    {
        Assert.That(train.Pixels.data<float>().ToArray(), Is.EqualTo(new float[] { -1, 1 }));
        Assert.That(test.Pixels.data<float>().ToArray(), Is.EqualTo(new float[] { 4, 0 }));
    });

    [Test]
    public void Labels_are_those_given_and_a_channel_of_one_colour_stays_finite() =>
        new TrainingData(Pixels(7, 7).WithGivenLabels([1, 1]), Pixels(7, 7)).OnCpu((train, _) =>
        {
            Assert.That(train.Labels.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 1 }));
            Assert.That(train.Pixels.data<float>().ToArray(), Has.All.Zero);
        });

    private static ImageSet Pixels(params byte[] values) => new([.. values], 1, 1, 1, ["a", "b"], [0, 1]);
}
