using RepDynamics.Probes;
using RepDynamics.Tests.Models;
using RepDynamics.Tests.Similarity;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

public class LinearProbeTests : ScopedTests
{
    private const string Place = "a run, tap block1, epoch 7: ";

    [TestCaseSource(nameof(GoldenCases))]
    public void Probabilities_agree_with_scikit_learn(Golden golden)
    {
        var problem = Problem.Of(golden.Images, golden.Features, golden.Classes, golden.Seed, golden.Signal);
        using LinearProbe probe = problem.Fit(options: new ProbeOptions { L2 = golden.L2 });

        Assert.That(Problem.Probabilities(probe, problem.Features), Is.EqualTo(golden.Probabilities).Within(1e-5));
    }

    [TestCase(60, 10, 3)]
    [TestCase(60, 300, 3)]
    [TestCase(40, 40, 2)]
    [TestCase(37, 90, 7)]
    public void The_two_forms_agree(int images, int features, int classes)
    {
        var problem = Problem.Of(images, features, classes, 3, 8);
        using LinearProbe direct = problem.Fit(byImage: false), spanned = problem.Fit(byImage: true);

        Assert.That(Problem.Probabilities(spanned, problem.Features), Is.EqualTo(Problem.Probabilities(direct, problem.Features)).Within(1e-7));
        Assert.That(spanned.Scale, Is.EqualTo(direct.Scale));
    }

    [Test]
    public void Features_need_not_lie_side_by_side()
    {
        var problem = Problem.Of(30, 50, 3, 5, 8);
        using LinearProbe dense = problem.Fit();
        Tensor strided = problem.Features.t().contiguous().t();
        using var probe = LinearProbe.Fit(Problem.Subject, strided, problem.LabelTensor, 3);

        Assert.That(probe.Weights.contiguous().data<double>().ToArray(), Is.EqualTo(dense.Weights.contiguous().data<double>().ToArray()));
    }

    [TestCase(5, 2, 5)]
    [TestCase(2, 5, 5)]
    [TestCase(1, 5, 10)]
    public void Images_with_their_channels_last_are_classified_the_same(int channels, int height, int width)
    {
        var problem = Problem.Of(30, 50, 3, 5, 8);
        using LinearProbe probe = problem.Fit();
        Tensor images = problem.Features.reshape(30, channels, height, width);
        Tensor channelsLast = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        float[] expected = probe.Logits(images).data<float>().ToArray();

        Assert.That(probe.Logits(channelsLast).data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5f));
        Assert.That(probe.Logits(images.transpose(2, 3).contiguous().transpose(2, 3)).data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5f));
    }

    [Test]
    public void The_gradient_by_autograd_is_below_the_tolerance([Values(20, 300)] int features, [Values(1e-4, 1e-6, 1e-8, 1e-12)] double tolerance)
    {
        ProbeOptions options = new() { GradientTolerance = tolerance };
        var problem = Problem.Of(60, features, 3, 5, 8);
        using LinearProbe probe = problem.Fit(options: options);
        Tensor x = problem.As(ScalarType.Float64);
        Tensor mean = x.mean([0], keepdim: true), scaled = (x - mean) / probe.Scale;
        Tensor weights = probe.Weights.t(), bias = probe.Bias + mean.mm(weights);

        double found = GradientNorm(scaled, weights * probe.Scale, bias, problem, options.L2);
        double atZero = GradientNorm(scaled, zeros([features, 3], ScalarType.Float64), zeros([1, 3], ScalarType.Float64), problem, options.L2);

        Assert.That(found / atZero, Is.LessThanOrEqualTo(1.001 * tolerance));
        Assert.That(found / atZero, Is.EqualTo(probe.GradientNorm).Within(1e-3 * tolerance));
    }

    [TestCase(5000, 64, 1e-4)]
    [TestCase(120, 20, 1e-6)]
    [TestCase(60, 300, 1e-6)]
    public void Labels_that_features_do_not_predict_are_fitted(int images, int features, double l2)
    {
        Problem problem = Problem.Of(images, features, 3, 5, 0) with { Labels = Formula.Labels(images, 3, 99) };
        using LinearProbe probe = problem.Fit(options: new ProbeOptions { L2 = l2 });

        Assert.That(probe.GradientNorm, Is.LessThanOrEqualTo(1e-8));
        Assert.That(probe.Iterations, Is.LessThan(40));
    }

    [Test]
    public void Features_of_low_rank_and_equal_images_with_different_labels_are_fitted([Values(20, 300)] int features)
    {
        var problem = Problem.Of(60, features, 3, 5, 8);
        Problem lowRank = problem with { Values = Textbook.Product(Features.Of(60, 3, 7), Features.Of(3, features, 8)) };
        Problem doubled = problem with { Values = Features.Changed(problem.Values, (_, i, j) => problem.Values[i / 2, j]) };
        foreach (Problem degenerate in new[] { lowRank, doubled })
        {
            using LinearProbe probe = degenerate.Fit(byImage: true), direct = degenerate.Fit(byImage: false);
            Assert.That(Problem.Probabilities(probe, degenerate.Features), Is.EqualTo(Problem.Probabilities(direct, degenerate.Features)).Within(1e-6));
        }
    }

    [Test]
    public void Features_of_reduced_precision_are_fitted_as_they_are([Values(ScalarType.Float16, ScalarType.BFloat16)] ScalarType type)
    {
        var problem = Problem.Of(60, 90, 3, 5, 8);
        Tensor reduced = problem.As(type);
        using var probe = LinearProbe.Fit(Problem.Subject, reduced, problem.LabelTensor, 3);
        using var widened = LinearProbe.Fit(Problem.Subject, reduced.to(ScalarType.Float32), problem.LabelTensor, 3);

        Assert.That(probe.Weights.data<double>().ToArray(), Is.EqualTo(widened.Weights.data<double>().ToArray()));
    }

    [Test]
    public void Products_with_the_Hessian_are_differences_of_gradients([Values] bool byImage)
    {
        const double Step = 1e-5;
        var problem = Problem.Of(30, 40, 3, 5, 8);
        ProbeSpace space = new(new ScaledFeatures(problem.Features), 3, byImage);
        SoftmaxObjective objective = new(space, problem.LabelTensor, l2: 0.1);
        ProbeVector at = Vector(1), direction = Vector(2);
        (ProbeVector gradient, Tensor probabilities) = objective.Gradient(at, exact: true);
        ProbeVector difference = new ProbeVector(space).Add(objective.Gradient(at.Add(direction, Step), exact: true).Vector, 1 / Step).Add(gradient, -1 / Step);
        (Tensor weights, Tensor bias, double curvature) = objective.HessianProduct(direction, probabilities);

        Tensor expected = space.Weights(difference.Weights);
        double inner = ((space.Weights(direction.Weights) * expected).sum() + (direction.Bias * difference.Bias).sum()).ToDouble();

        Assert.That((space.Weights(weights) - expected).abs().max().ToDouble(), Is.LessThan(1e-4));
        Assert.That((bias - difference.Bias).abs().max().ToDouble(), Is.LessThan(1e-4));
        Assert.That(curvature, Is.EqualTo(inner).Within(0.01).Percent);

        ProbeVector Vector(int seed)
        {
            ProbeVector vector = new(space);
            Tensor weights = tensor(Formula.Uniform((int)vector.Weights.numel(), seed), vector.Weights.shape);
            return vector.AddAndRenew(space, weights, tensor(Formula.Uniform(3, seed + 10), [3, 1]), 1);
        }
    }

    [Test]
    public void A_fit_takes_few_products([Values(20, 300)] int features)
    {
        using LinearProbe probe = Problem.Of(60, features, 3, 5, 8).Fit();

        Assert.That(probe.Iterations, Is.LessThanOrEqualTo(9));
        Assert.That(probe.HessianProducts, Is.LessThanOrEqualTo(60));
    }

    [Test]
    public void Features_are_divided_by_the_root_mean_square_norm_of_their_centred_rows()
    {
        var problem = Problem.Of(30, 50, 3, 5, 8);
        using LinearProbe probe = problem.Fit();
        Tensor x = problem.As(ScalarType.Float64);
        Assert.That(probe.Scale, Is.EqualTo((x - x.mean([0], keepdim: true)).square().sum(1).mean().sqrt().ToDouble()).Within(1e-12));
    }

    [Test]
    public void Rotated_scaled_and_shifted_features_have_the_same_probabilities([Values(12, 80)] int features, [Values(1e-12, 0.125, -8, 1e12)] double factor)
    {
        var problem = Problem.Of(50, features, 3, 5, 8);
        using LinearProbe probe = problem.Fit();
        double[] expected = Problem.Probabilities(probe, problem.Features);
        Same(Features.Changed(problem.Values, (v, _, _) => factor * v), 1e-6);
        // Rounded to float32.
        Same(Textbook.Product(problem.Values, Features.Orthogonal(features, 9)), 1e-5);
        Same(Features.Changed(problem.Values, (v, _, j) => v + (j % 8)), 1e-5);

        void Same(double[,] values, double tolerance)
        {
            Problem changed = problem with { Values = values };
            using LinearProbe other = changed.Fit();
            Assert.That(Problem.Probabilities(other, changed.Features), Is.EqualTo(expected).Within(tolerance));
        }
    }

    [Test]
    public void Permuted_classes_have_their_probabilities_permuted([Values(12, 80)] int features)
    {
        int[] to = [2, 0, 3, 1];
        var problem = Problem.Of(50, features, 4, 5, 8);
        Problem permuted = problem with { Labels = [.. problem.Labels.Select(label => (long)to[label])] };
        using LinearProbe probe = problem.Fit(), other = permuted.Fit();
        double[] expected = Problem.Probabilities(probe, problem.Features), found = Problem.Probabilities(other, permuted.Features);

        Assert.That(found, Is.EqualTo(expected.Select((_, k) => expected[k / 4 * 4 + Array.IndexOf(to, k % 4)])).Within(1e-7));
        Assert.That(
            other.Classes(problem.Features).data<long>().ToArray(),
            Is.EqualTo(probe.Classes(problem.Features).data<long>().ToArray().Select(label => (long)to[label])));
    }

    [Test]
    public void More_than_two_dimensions_are_flattened()
    {
        var problem = Problem.Of(30, 24, 3, 5, 8);
        using LinearProbe flat = problem.Fit();
        using var map = LinearProbe.Fit(Problem.Subject, problem.Features.view(30, 2, 3, 4), problem.LabelTensor, 3);

        Assert.That(
            map.Logits(problem.Features.view(30, 2, 3, 4)).data<float>().ToArray(), Is.EqualTo(flat.Logits(problem.Features).data<float>().ToArray()));
        Assert.That(map.Features, Is.EqualTo(24));
    }

    [Test]
    public void A_class_is_the_largest_logit_and_logits_have_the_type_of_the_features([Values(ScalarType.Float32, ScalarType.Float64)] ScalarType type)
    {
        var problem = Problem.Of(40, 90, 5, 5, 8);
        using LinearProbe probe = problem.Fit();
        Tensor logits = probe.Logits(problem.As(type));

        Assert.That(logits.dtype, Is.EqualTo(type));
        Assert.That(logits.shape, Is.EqualTo(new long[] { 40, 5 }));
        Assert.That(probe.Classes(problem.As(type)).data<long>().ToArray(), Is.EqualTo(logits.argmax(1).data<long>().ToArray()));
    }

    [Test]
    public void A_class_without_images_is_never_chosen_and_changes_nothing_for_the_others([Values(12, 80)] int features)
    {
        var problem = Problem.Of(50, features, 2, 5, 8);
        Problem sparse = problem with { Labels = [.. problem.Labels.Select(label => label == 0 ? 1L : 3L)], Classes = 5 };
        using LinearProbe probe = problem.Fit(), other = sparse.Fit();

        Assert.That(Problem.Probabilities(other, problem.Features), Is.EqualTo(Problem.Probabilities(probe, problem.Features)));
        Assert.That(other.Classes(problem.Features).data<long>().ToArray(), Has.All.EqualTo(1).Or.EqualTo(3));
    }

    [Test]
    public void Too_few_iterations_are_an_error_that_names_all_numbers([Values(12, 80)] int features)
    {
        var problem = Problem.Of(50, features, 3, 5, 8);

        ProbeException error = Assert.Throws<ProbeException>(() => problem.Fit(options: new ProbeOptions { MaximalIterations = 1, GradientTolerance = 1e-7 }))!;

        Assert.That(
            error.Message,
            Does.StartWith(Place).And.Contain("1 of at most 1 Newton steps").And.Contain("at most 1.0e-7 was asked").And.Contain("Raise MaximalIterations"));
    }

    [Test]
    public void Features_that_are_constant_not_finite_or_without_a_second_dimension_are_refused()
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            Tensor features = problem.Features;
            features.select(0, 3).select(0, 4).fill_(value);
            Assert.That(() => Fit(features), Refused("NaN or infinite"));
        }
        foreach (float value in new[] { 0, 0.1f, -1e20f }) Assert.That(() => Fit(full([50, 12], value)), Refused("constant over the images"));
        Assert.That(() => Fit(ones([50])), Refused("[n, ...] was expected"));

        LinearProbe Fit(Tensor features) => LinearProbe.Fit(Problem.Subject, features, problem.LabelTensor, 3);
    }

    [Test]
    public void Labels_must_be_one_an_image_in_range_and_of_two_classes()
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);
        Assert.That(() => Fit(problem.LabelTensor.narrow(0, 0, 49)), Refused("Labels [49] of type Int64 for features of 50 images"));
        Assert.That(() => Fit(problem.LabelTensor.view(50, 1)), Refused("Labels [50, 1]"));
        Assert.That(() => Fit(problem.LabelTensor.to(ScalarType.Float32)), Refused("of type Float32"));
        foreach (long label in new[] { 3L, -1 }) Assert.That(() => (problem with { Labels = [.. problem.Labels[..49], label] }).Fit(), Refused($"Label {label}: expected 0 .. 2"));
        Assert.That(() => (problem with { Labels = new long[50] }).Fit(), Refused("The images have 1 of 3 classes"));
        Assert.That(() => (problem with { Labels = new long[50], Classes = 1 }).Fit(), Refused("1 classes"));

        LinearProbe Fit(Tensor labels) => LinearProbe.Fit(Problem.Subject, problem.Features, labels, 3);
    }

    [Test]
    public void Features_to_classify_must_fit_the_probe()
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);
        using LinearProbe probe = problem.Fit();
        Tensor broken = problem.Features;
        broken.select(0, 49).select(0, 11).fill_(float.NaN);

        Assert.That(() => probe.Classes(ones([4, 13])), Refused("features [4, 13], where [m, ...] of 12 features"));
        Assert.That(() => probe.Logits(broken), Refused("a feature to classify is NaN or infinite"));
        Assert.That(() => probe.Classes(broken), Refused("a feature to classify is NaN or infinite"));
    }

    [TestCase(0, 1e-8, 10, "L2")]
    [TestCase(-1, 1e-8, 10, "L2")]
    [TestCase(double.NaN, 1e-8, 10, "L2")]
    [TestCase(double.PositiveInfinity, 1e-8, 10, "L2")]
    [TestCase(0.1, 1e-13, 10, "GradientTolerance")]
    [TestCase(0.1, 1, 10, "GradientTolerance")]
    [TestCase(0.1, double.NaN, 10, "GradientTolerance")]
    [TestCase(0.1, 1e-8, 0, "MaximalIterations")]
    public void Options_out_of_range_are_refused(double l2, double tolerance, int iterations, string name) =>
        Assert.That(
            () => Problem.Of(50, 12, 3, 5, 8).Fit(options: new ProbeOptions { L2 = l2, GradientTolerance = tolerance, MaximalIterations = iterations }),
            Refused($"{name} = "));

    private static double GradientNorm(Tensor x, Tensor weights, Tensor bias, Problem problem, double l2)
    {
        (weights, bias) = (weights.clone().requires_grad_(true), bias.clone().requires_grad_(true));
        Tensor loss = nn.functional.cross_entropy(x.mm(weights) + bias, problem.LabelTensor) + (weights * weights).sum() * (l2 / 2);
        loss.backward();
        return Math.Sqrt(Math.Pow(weights.grad!.norm().ToDouble(), 2) + Math.Pow(bias.grad!.norm().ToDouble(), 2));
    }

    private static NUnit.Framework.Constraints.ContainsConstraint Refused(string message) =>
        Throws.ArgumentException.With.Message.StartsWith(Place).And.Message.Contains(message);

    private static IEnumerable<TestCaseData> GoldenCases() =>
        GoldenFile.Read<Golden[]>("Probes/probe.golden.json")
            .Select(g => new TestCaseData(g).SetArgDisplayNames($"{g.Images} images, {g.Features} features, {g.Classes} classes, L2 {g.L2}"));

    public sealed record Golden(int Images, int Features, int Classes, int Seed, int Signal, double L2, double[] Probabilities);
}
