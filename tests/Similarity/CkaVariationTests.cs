using RepDynamics.Numerics;
using RepDynamics.Similarity;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Similarity;

/// <summary>Variations of CKA that follow from the recorded Gram matrices, or from other features.</summary>
public class CkaVariationTests : ScopedTests
{
    private const int Images = 100;
    private static readonly int[] Epochs = [0, 3, 7];

    [Test]
    public void Projecting_out_the_input_leaves_the_residuals_of_the_regression_on_its_gram_matrix()
    {
        Tensor input = Noise(5, 1), own = Noise(4, 2);
        Tensor[] features = [cat([3 * input, own], 1), cat([input, own + 0.2 * Noise(4, 3)], 1), cat([5 * input, Noise(4, 4)], 1)];
        EpochSimilarity plain = Recorded(features, recorder => recorder.Similarities()), without = Recorded(features, recorder => recorder.Deconfounded(input));

        Tensor[] residuals = [.. features.Select(x => Residual(Centred(x), Centred(input)))];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < i; j++) Assert.That(without[i, j], Is.EqualTo(Cosine(residuals[i], residuals[j])).Within(1e-5));
        }
        Assert.That(plain[0, 2], Is.GreaterThan(.95), "they share the input");
        Assert.That(without[0, 2], Is.LessThan(.5), "and nothing else");
        Assert.That(without[0, 1], Is.GreaterThan(.9), "these share what is their own");
    }

    [Test]
    public void A_representation_that_is_the_input_has_nothing_left_and_is_an_error()
    {
        Tensor input = Noise(5, 1);
        Assert.That(
            () => Recorded([input, 2 * input, input], recorder => recorder.Deconfounded(input)),
            Throws.ArgumentException.With.Message.Contains("a run, tap block").And.Message.Contains("linear in the images"));
    }

    [Test]
    public void Without_outliers_is_CKA_of_the_other_images()
    {
        Tensor[] features = [.. Enumerable.Range(1, 3).Select(seed => Noise(6, seed))];
        foreach (Tensor x in features) x[17] = x[17] * 60;
        EpochSimilarity plain = Recorded(features, recorder => recorder.Similarities()), without = Recorded(features, recorder => recorder.WithoutOutliers());

        Tensor others = tensor([.. Enumerable.Range(0, Images).Where(i => i != 17).Select(i => (long)i)]);
        EpochSimilarity expected = Recorded([.. features.Select(x => x.index_select(0, others))], recorder => recorder.Similarities(), Images - 1);
        Assert.That(plain[0, 1], Is.GreaterThan(.9), "one image decides");
        Assert.That(without[0, 1], Is.LessThan(.3));
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < i; j++) Assert.That(without[i, j], Is.EqualTo(expected[i, j]).Within(1e-4));
        }
    }

    [Test]
    public void Pooled_is_CKA_of_means_over_tokens_or_space_and_leaves_plain_features_alone()
    {
        Tensor[] tokens = [.. Enumerable.Range(1, 3).Select(seed => Noise(12, seed).reshape(Images, 3, 4))];
        Tensor[] maps = [.. tokens.Select(x => x.transpose(1, 2).reshape(Images, 4, 3, 1).contiguous())];
        Tensor[] means = [.. tokens.Select(x => x.mean([1]))];
        double[,] expected = Recorded(means, recorder => recorder.Similarities()).ToMatrix();

        foreach (Tensor[] features in new[] { tokens, maps, means })
        {
            EpochSimilarity pooled = Recorded(features, recorder => recorder.Similarities(), pooled: true);
            Assert.That(pooled.ToMatrix().Cast<double>(), Is.EqualTo(expected.Cast<double>()).Within(1e-5));
            Assert.That(pooled.MeasureName, Does.EndWith(", pooled"));
        }
    }

    private static EpochSimilarity Recorded(Tensor[] features, Func<CkaRecorder, IReadOnlyList<EpochSimilarity>> read, int images = Images, bool pooled = false)
    {
        using CkaRecorder recorder = new("a run", ["block"], Epochs, images, CkaEstimator.Biased, CPU, pooled: pooled);
        for (int i = 0; i < Epochs.Length; i++) recorder.Record(Epochs[i], "block", features[i]);
        return read(recorder).Single();
    }

    private static Tensor Noise(int width, int seed)
    {
        SeededRandom random = new((ulong)seed);
        return tensor([.. Enumerable.Range(0, Images * width).Select(_ => (float)random.Normal())], [Images, width]);
    }

    // Centred Gram matrices in double precision, by the textbook.
    private static Tensor Centred(Tensor x)
    {
        Tensor centred = x.to(ScalarType.Float64) - x.to(ScalarType.Float64).mean([0], keepdim: true);
        return centred.mm(centred.t());
    }

    private static Tensor Residual(Tensor gram, Tensor on) => gram - (gram * on).sum() / (on * on).sum() * on;

    private static double Cosine(Tensor x, Tensor y) => ((x * y).sum() / (x.norm() * y.norm())).ToDouble();
}
