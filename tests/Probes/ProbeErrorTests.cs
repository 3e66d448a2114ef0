using RepDynamics.Probes;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

public class ProbeErrorTests : ScopedTests
{
    private const string Place = "a run, tap block1, epoch 7: ";

    [Test]
    public void Too_few_iterations_are_an_error_that_names_all_numbers([Values(12, 80)] int features)
    {
        var problem = Problem.Of(50, features, 3, 5, 8);

        ProbeException error = Assert.Throws<ProbeException>(() => problem.Fit(options: new ProbeOptions { MaximalIterations = 1, GradientTolerance = 1e-7 }))!;

        Assert.That(
            error.Message,
            Does.StartWith(Place).And.Contain("1 of at most 1 Newton steps").And.Contain("at most 1.0e-7 was asked").And.Contain("Raise MaximalIterations"));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void A_feature_that_is_not_finite_is_refused(float value)
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);
        Tensor features = problem.Features;
        features.select(0, 3).select(0, 4).fill_(value);

        Assert.That(() => LinearProbe.Fit(Problem.Subject, features, problem.LabelTensor, 3), Refused("NaN or infinite"));
    }

    [TestCase(0f)]
    [TestCase(0.1f)]
    [TestCase(-1e20f)]
    public void Constant_features_are_refused(float value) =>
        Assert.That(
            () => LinearProbe.Fit(Problem.Subject, full([50, 12], value), Problem.Of(50, 12, 3, 5, 8).LabelTensor, 3),
            Refused("constant over the images"));

    [Test]
    public void Labels_must_be_one_an_image()
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);

        Assert.That(() => Fit(problem.LabelTensor.narrow(0, 0, 49)), Refused("Labels [49] of type Int64 for features of 50 images"));
        Assert.That(() => Fit(problem.LabelTensor.view(50, 1)), Refused("Labels [50, 1]"));
        Assert.That(() => Fit(problem.LabelTensor.to(ScalarType.Float32)), Refused("of type Float32"));

        LinearProbe Fit(Tensor labels) => LinearProbe.Fit(Problem.Subject, problem.Features, labels, 3);
    }

    [TestCase(3, "Label 3: expected 0 .. 2")]
    [TestCase(-1, "Label -1: expected 0 .. 2")]
    public void A_label_out_of_range_is_refused(long label, string message)
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);
        problem.Labels[10] = label;

        Assert.That(() => problem.Fit(), Refused(message));
    }

    [Test]
    public void Fewer_than_two_classes_are_refused()
    {
        var problem = Problem.Of(50, 12, 3, 5, 8);

        Assert.That(() => (problem with { Labels = new long[50] }).Fit(), Refused("The images have 1 of 3 classes"));
        Assert.That(() => (problem with { Labels = new long[50], Classes = 1 }).Fit(), Refused("1 classes"));
    }

    [Test]
    public void Features_without_a_second_dimension_are_refused() =>
        Assert.That(() => LinearProbe.Fit(Problem.Subject, ones([50]), zeros([50], ScalarType.Int64), 3), Refused("[n, ...] was expected"));

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

    private static NUnit.Framework.Constraints.ContainsConstraint Refused(string message) =>
        Throws.ArgumentException.With.Message.StartsWith(Place).And.Message.Contains(message);
}
