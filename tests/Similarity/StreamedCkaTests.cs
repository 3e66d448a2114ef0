using RepDynamics.Similarity;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Similarity;

public class StreamedCkaTests : ScopedTests
{
    private static readonly int[] Epochs = [0, 1, 5, 20];

    private static readonly StreamedCkaOptions Biased = new(), Debiased = new() { Estimator = CkaEstimator.Debiased };

    [Test]
    public void Every_pair_of_epochs_agrees_with_the_textbook([Values] CkaEstimator estimator, [Values(4, 5, 33)] int n)
    {
        double[][,] features = Drifting(n, 7);

        EpochSimilarity similarity = Of(features, new() { Estimator = estimator });

        for (int i = 0; i < Epochs.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.That(similarity[i, j], Is.EqualTo(Textbook.Cka(features[i], features[j], estimator)).Within(1e-5), $"epochs {Epochs[i]} and {Epochs[j]}");
                Assert.That(similarity[j, i], Is.EqualTo(similarity[i, j]));
            }
            Assert.That(similarity[i, i], Is.EqualTo(1));
        }
    }

    [Test]
    public void A_common_mean_far_larger_than_the_spread_does_not_hurt([Values] CkaEstimator estimator)
    {
        (double[,] x, double[,] y) = Features.Pair(60, 20, 20, 8, 16);
        double[,] far = Features.Changed(x, (v, _, _) => (float)(v + 3000));
        double[,] near = Features.Changed(far, (v, _, j) => v - Enumerable.Range(0, 60).Average(i => far[i, j]));

        EpochSimilarity similarity = StreamedCka.Of("layer", [1, 2], [Source(far, 0), Source(y, 1)], new() { Estimator = estimator });
        Assert.That(similarity[0, 1], Is.EqualTo(Textbook.Cka(near, y, estimator)).Within(5e-6));
    }

    [Test]
    public void It_agrees_with_the_recorder_of_training([Values] CkaEstimator estimator, [Values(3, 200)] int width)
    {
        double[][,] features = Drifting(60, width);
        using CkaRecorder recorder = new("a run", ["tap"], Epochs, 60, estimator, CPU);
        for (int e = 0; e < Epochs.Length; e++) recorder.Record(Epochs[e], "tap", Features.ToTensor(features[e]));

        EpochSimilarity streamed = Of(features, new() { Estimator = estimator }), recorded = recorder.Similarity("tap");

        Assert.That(streamed.MeasureName, Is.EqualTo(recorded.MeasureName));
        Assert.That(streamed.UpperTriangle(), Is.EqualTo(recorded.UpperTriangle()).Within(1e-5));
    }

    [Test]
    public void Tiles_and_strips_change_nothing([Values] CkaEstimator estimator, [Values(10, 16, 100)] int tile, [Values(1, 17, 64)] int strip)
    {
        double[][,] features = Drifting(50, 64);
        IFeatures[] sources = [.. features.Select(Source)];
        double[,] Sums(int tileImages, int stripFeatures, int threads)
        {
            FeatureStatistics[] statistics = [.. sources.Select(s => FeatureStatistics.Of(s, 0, 50, default))];
            GramSums sums = new(sources, new GramPlan(tileImages, stripFeatures, threads), estimator, ScalarType.Float32, _ => { }, default);
            return sums.Of(0, 50, statistics, [.. statistics.Select(s => 1 / s.Spread)]);
        }

        double[,] whole = Sums(50, 64, 1), cut = Sums(tile, strip, 3);

        Assert.That(cut, Is.EqualTo(whole).Within(1e-6 * whole[0, 0]));
    }

    [Test]
    public void The_number_of_threads_does_not_change_a_bit([Values(2, 3, 8)] int threads)
    {
        double[][,] features = Drifting(40, 30);

        Assert.That(
            Of(features, Debiased with { Threads = threads }).ToMatrix(), Is.EqualTo(Of(features, Debiased with { Threads = 1 }).ToMatrix()));
    }

    [Test]
    public void A_batch_of_all_images_is_the_debiased_estimator_exactly([Values(30, 31, 1000)] int batch)
    {
        double[][,] features = Drifting(30, 12);

        EpochSimilarity minibatch = Of(features, Debiased with { Batch = batch });

        Assert.That(minibatch.ToMatrix(), Is.EqualTo(Of(features, Debiased).ToMatrix()));
        Assert.That(minibatch.MeasureName, Is.EqualTo($"CKA (minibatch of {batch})"));
    }

    [TestCase(40, 10, new[] { 0, 10, 20, 30, 40 })]
    [TestCase(40, 8, new[] { 0, 8, 16, 24, 32, 40 })]
    [TestCase(23, 8, new[] { 0, 7, 15, 23 })]
    [TestCase(9, 5, new[] { 0, 4, 9 })]
    public void Minibatches_agree_with_the_textbook(int n, int batch, int[] bounds)
    {
        double[][,] features = Drifting(n, 9);

        EpochSimilarity similarity = Of(features, Debiased with { Batch = batch });

        for (int i = 0; i < Epochs.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double expected = Textbook.Minibatch(
                    [.. bounds.Zip(bounds.Skip(1), (from, to) => (Rows(features[i], from, to), Rows(features[j], from, to)))]);
                Assert.That(similarity[i, j], Is.EqualTo(Math.Clamp(expected, -1, 1)).Within(1e-5), $"epochs {Epochs[i]} and {Epochs[j]}");
            }
        }
    }

    [Test]
    public void Features_may_be_as_many_as_each_epoch_likes()
    {
        double[,] narrow = Features.Of(20, 3, 1), wide = Features.Of(20, 40, 2);

        EpochSimilarity similarity = StreamedCka.Of("layer", [1, 2], [Source(narrow, 0), Source(wide, 1)]);

        Assert.That(similarity[0, 1], Is.EqualTo(Textbook.Biased(narrow, wide)).Within(1e-5));
    }

    [Test]
    public void Scale_and_rotation_change_nothing([Values] CkaEstimator estimator, [Values(1e-12, -3, 1e12)] double factor)
    {
        double[][,] features = Drifting(25, 9);
        double[,] turned = Textbook.Product(features[1], Features.Orthogonal(9, 4));
        double[][,] changed = [features[0], Features.Changed(turned, (v, _, _) => factor * v), features[2], features[3]];

        Assert.That(
            Of(changed, new() { Estimator = estimator }).ToMatrix(),
            Is.EqualTo(Of(features, new() { Estimator = estimator }).ToMatrix()).Within(1e-5));
    }

    [Test]
    public void Progress_grows_to_1([Values(null, 5)] int? batch)
    {
        List<double> reported = [];

        StreamedCka.Of("layer", Epochs, [.. Drifting(20, 5).Select(Source)], Debiased with { Batch = batch }, reported.Add);

        Assert.That(reported, Is.Ordered.And.All.InRange(0, 1));
        Assert.That(reported[^1], Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void It_can_be_cancelled()
    {
        using CancellationTokenSource source = new();

        Assert.That(
            () => StreamedCka.Of("layer", Epochs, [.. Drifting(20, 5).Select(Source)], null, _ => source.Cancel(), source.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(40, 10_000, 4096, 3L << 30)]
    [TestCase(40, 10_000, 65_536, 3L << 30)]
    [TestCase(41, 400, 1088, 3L << 30)]
    [TestCase(1000, 50_000, 512, 3L << 30)]
    [TestCase(3, 5000, 2_000_000, 1L << 30)]
    public void A_plan_stays_within_its_budget(int epochs, int images, int width, long budget)
    {
        var plan = GramPlan.Of(epochs, images, width, new() { MemoryBudget = budget, Threads = 16 });

        long tile = 4L * plan.TileImages * plan.TileImages, strips = 2 * 4L * plan.TileImages * plan.StripFeatures;
        Assert.That(epochs * (tile + 8L * width) + plan.Threads * (tile + strips), Is.LessThanOrEqualTo(budget));
        Assert.That(plan.Threads, Is.GreaterThanOrEqualTo(2));
        Assert.That(plan.TileImages, Is.LessThanOrEqualTo(images));
    }

    [Test]
    public void A_plan_reads_large_features_few_times() =>
        Assert.That(GramPlan.Pieces(10_000, GramPlan.Of(40, 10_000, 4096, new()).TileImages), Is.EqualTo(3));

    [TestCase(float.NaN, "is NaN")]
    [TestCase(float.NegativeInfinity, "is infinite.")]
    public void A_value_that_is_no_number_is_reported_by_its_place(float value, string fault)
    {
        double[][,] features = Drifting(20, 30);
        features[2][13, 7] = value;

        Assert.That(() => Of(features, Biased), Refused("epoch 5, layer", $"image 13, feature 7 (both from 0) {fault}"));
    }

    [TestCase(0, 0, "constant over the images")]
    [TestCase(0.1, 0, "constant over the images")]
    [TestCase(-1234.567, 0, "constant over the images")]
    [TestCase(1, 1e-7, "constant over the images but for rounding")]
    public void Constant_features_are_refused(double value, double rounding, string fault)
    {
        double[][,] features = Drifting(20, 30);
        features[3] = Features.Changed(features[3], (v, i, j) => value + rounding * v);
        Assert.That(() => Of(features, Biased), Refused("epoch 20, layer", fault));
    }

    [Test]
    public void Large_features_that_are_constant_do_not_hide_others([Values] CkaEstimator estimator)
    {
        double[][,] features = Drifting(20, 30);
        double[][,] beside = [.. features.Select(x => Features.Changed(x, (v, i, j) => j == 3 ? 1e8 : v))];
        double[][,] without = [.. features.Select(x => Features.Changed(x, (v, i, j) => j == 3 ? 0 : v))];

        Assert.That(
            Of(beside, new() { Estimator = estimator }).ToMatrix(), Is.EqualTo(Of(without, new() { Estimator = estimator }).ToMatrix()).Within(1e-5));
    }

    [Test]
    public void Images_equally_far_apart_say_nothing_without_bias()
    {
        double[][,] features = Drifting(6, 6);
        features[1] = Features.Changed(features[1], (_, i, j) => i == j ? 1 : 0);
        Assert.That(() => Of(features, Debiased), Refused("epoch 1, layer", "equally far apart"));
        Assert.That(() => Of(features, Biased), Throws.Nothing);
    }

    [Test]
    public void Too_few_images_and_different_numbers_are_refused()
    {
        double[][,] features = Drifting(6, 6);
        features[2] = Features.Of(7, 6, 1);
        Assert.That(() => Of(features, Biased), Refused("epoch 5, layer", "7 images, where epoch 0, layer has 6"));
        foreach (int n in new[] { 1, 2, 3 }) Assert.That(() => Of(Drifting(n, 5), Biased), Refused("epoch 0, layer", $"CKA of {n} images is not defined"));
        Assert.That(() => Of(Drifting(5, 5), Debiased with { Batch = 4 }), Refused("layer", "batches of at most 4 leave a batch of 2"));
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.That(() => Of(Drifting(9, 5), Debiased with { Batch = 3 }), Throws.ArgumentException.With.Message.Contains("Batch is 3"));
        Assert.That(() => Of(Drifting(9, 5), Biased with { Batch = 5 }), Throws.ArgumentException.With.Message.Contains("debiased"));
        Assert.That(() => Of(Drifting(9, 5), Biased with { Threads = 0 }), Throws.ArgumentException.With.Message.Contains("Threads is 0"));
        Assert.That(() => Of(Drifting(9, 5), Biased with { MemoryBudget = 5 }), Throws.ArgumentException.With.Message.Contains("MemoryBudget is 5"));
        Assert.That(
            () => StreamedCka.Of("layer", [1, 2, 3], [Source(Features.Of(5, 2, 1), 0)]),
            Throws.ArgumentException.With.Message.Contains("layer: expected features at 3 epochs, found 1"));
        Assert.That(() => new FeatureMatrix("x", [1, 2, 3], 2), Throws.ArgumentException.With.Message.Contains("x: 3 values do not make 2 rows"));
    }

    private static NUnit.Framework.Constraints.EmptyConstraint Refused(string name, string fault) =>
        Throws.InstanceOf<FeatureException>().With.Message.StartsWith(name + ": ").And.Message.Contains(fault)
            .And.Property(nameof(FeatureException.Remedy)).Not.Empty;

    private static EpochSimilarity Of(double[][,] features, StreamedCkaOptions options) =>
        StreamedCka.Of("layer", Epochs, [.. features.Select(Source)], options);

    private static FeatureMatrix Source(double[,] x, int snapshot) =>
        new($"epoch {Epochs[snapshot]}, layer", [.. x.Cast<double>().Select(v => (float)v)], x.GetLength(0));

    private static double[,] Rows(double[,] x, int from, int to) => Features.Changed(new double[to - from, x.GetLength(1)], (_, i, j) => x[from + i, j]);

    // Features that drift away from those of the first epoch.
    private static double[][,] Drifting(int n, int width)
    {
        (double[,] first, double[,] last) = Features.Pair(n, width, width, 20, 8);
        return [.. Enumerable.Range(0, Epochs.Length).Select(s => At(s / (Epochs.Length - 1.0)))];

        double[,] At(double share) => Features.Changed(first, (v, i, j) => (1 - share) * v + share * last[i, j]);
    }
}
