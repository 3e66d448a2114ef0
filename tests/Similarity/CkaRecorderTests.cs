using RepDynamics.Similarity;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Similarity;

public class CkaRecorderTests : ScopedTests
{
    private const int Images = 20;
    private static readonly int[] Epochs = [0, 1, 5, 20];
    private static readonly string[] Taps = ["stem", "output"];

    [Test]
    public void Every_pair_of_epochs_is_compared_as_by_itself([Values] CkaEstimator estimator)
    {
        using CkaRecorder recorder = Filled(estimator);

        foreach ((int t, string tap) in Taps.Index())
        {
            EpochSimilarity similarity = recorder.Similarity(tap);
            Assert.That(similarity.Tap, Is.EqualTo(tap));
            Assert.That(similarity.Epochs, Is.EqualTo(Epochs));
            Assert.That(similarity.MeasureName, Is.EqualTo(estimator == CkaEstimator.Biased ? "CKA (biased)" : "CKA (debiased)"));
            for (int i = 0; i < Epochs.Length; i++)
            {
                Assert.That(similarity[i, i], Is.EqualTo(1));
                for (int j = 0; j < Epochs.Length; j++)
                {
                    double alone = Features.Cka(FeaturesAt(t, i), FeaturesAt(t, j), estimator);
                    Assert.That(similarity[i, j], Is.EqualTo(alone).Within(1e-6), $"{tap}, epochs {Epochs[i]} and {Epochs[j]}");
                    Assert.That(similarity[j, i], Is.EqualTo(similarity[i, j]));
                }
            }
        }
    }

    [Test]
    public void Epochs_may_come_in_any_order_and_again()
    {
        using CkaRecorder inOrder = Filled(CkaEstimator.Biased), other = New(CkaEstimator.Biased);
        foreach (int i in new[] { 3, 0, 2, 1, 0 }) other.Record(Epochs[i], "stem", FeaturesAt(0, i));

        Assert.That(other.Similarity("stem").ToMatrix(), Is.EqualTo(inOrder.Similarity("stem").ToMatrix()));
    }

    [Test]
    public void A_missing_epoch_is_reported_by_run_tap_and_epoch()
    {
        using CkaRecorder recorder = New(CkaEstimator.Biased);
        foreach (int i in new[] { 0, 1, 3 }) recorder.Record(Epochs[i], "stem", FeaturesAt(0, i));

        Assert.That(
            () => recorder.Similarity("stem"),
            Throws.InvalidOperationException.With.Message.EqualTo("a run, tap stem: epoch 5 was not recorded."));
    }

    [TestCase(float.NaN, "NaN or infinite")]
    [TestCase(float.PositiveInfinity, "NaN or infinite")]
    [TestCase(0.1f, "constant")]
    public void Features_without_a_similarity_are_reported_by_run_tap_and_epoch(float value, string fault)
    {
        using CkaRecorder recorder = New(CkaEstimator.Biased);

        Assert.That(
            () => recorder.Record(5, "stem", full([Images, 3], value)),
            Throws.ArgumentException.With.Message.StartsWith("a run, tap stem, epoch 5: ").And.Message.Contains(fault));
        Assert.That(() => recorder.Similarity("stem"), Throws.InvalidOperationException, "what was refused is not recorded");
    }

    [Test]
    public void Epochs_taps_and_numbers_of_images_that_were_not_announced_are_refused()
    {
        using CkaRecorder recorder = New(CkaEstimator.Biased);

        Assert.That(() => recorder.Record(2, "stem", FeaturesAt(0, 0)), Refused("a run: epoch 2 was not announced"));
        Assert.That(() => recorder.Record(1, "block1", FeaturesAt(0, 0)), Refused("a run: tap block1 was not announced"));
        Assert.That(() => recorder.Similarity("block1"), Refused("a run: tap block1 was not announced"));
        Assert.That(() => recorder.Record(5, "stem", Features.ToTensor(Features.Of(19, 3, 1))), Refused("a run, tap stem, epoch 5: Features of 19 images, where 20 were expected"));
        Assert.That(() => new CkaRecorder("a run", Taps, Epochs, 3, CkaEstimator.Debiased, CPU), Refused("a run: CKA of 3 images"));

        static NUnit.Framework.Constraints.Constraint Refused(string message) => Throws.ArgumentException.With.Message.StartsWith(message);
    }

    [Test]
    public void Recorders_share_a_pass_and_one_may_compare_the_first_token_alone()
    {
        using CkaRecorder whole = New(CkaEstimator.Debiased), alone = New(CkaEstimator.Debiased), tokens = new("a run", Taps, Epochs, Images, CkaEstimator.Debiased, CPU, ["stem"]);
        foreach ((int i, int epoch) in Epochs.Index())
        {
            Tensor stem = FeaturesAt(0, i).view(Images, 3, 2);
            CkaRecorder.Record([whole, tokens], epoch, new Dictionary<string, Tensor> { ["stem"] = stem, ["output"] = FeaturesAt(1, i) });
            alone.Record(epoch, "stem", stem.select(1, 0));
            Assert.That((whole.Has(epoch), alone.Has(epoch)), Is.EqualTo((true, false)));
        }

        Assert.That(tokens.Similarity("stem").ToMatrix(), Is.EqualTo(alone.Similarity("stem").ToMatrix()).And.Not.EqualTo(whole.Similarity("stem").ToMatrix()));
        Assert.That(tokens.Similarity("output").ToMatrix(), Is.EqualTo(whole.Similarity("output").ToMatrix()));
    }

    [Test]
    public void A_gram_vector_has_length_1_and_holds_the_upper_triangle([Values] CkaEstimator estimator)
    {
        using GramVectors vectors = new(Images, estimator, CPU);

        float[] vector = vectors.OfGram(vectors.Gram(FeaturesAt(0, 0))).data<float>().ToArray();

        Assert.That(vector, Has.Length.EqualTo(Images * (Images + 1) / 2));
        Assert.That(vector.Sum(v => (double)v * v), Is.EqualTo(1).Within(1e-6));
    }

    private static CkaRecorder New(CkaEstimator estimator) => new("a run", Taps, Epochs, Images, estimator, CPU);

    private static CkaRecorder Filled(CkaEstimator estimator)
    {
        CkaRecorder recorder = New(estimator);
        for (int i = 0; i < Epochs.Length; i++)
        {
            for (int t = 0; t < Taps.Length; t++) recorder.Record(Epochs[i], Taps[t], FeaturesAt(t, i));
        }
        return recorder;
    }

    // Features that drift away from those of the first epoch.
    private static Tensor FeaturesAt(int tap, int snapshot)
    {
        (double[,] first, double[,] last) = Features.Pair(Images, 6, 6, 20 + 10 * tap, 8);
        double share = snapshot / (Epochs.Length - 1.0);
        return Features.ToTensor(Features.Changed(first, (v, i, j) => (1 - share) * v + share * last[i, j]));
    }
}
