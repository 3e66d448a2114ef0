using RepDynamics.Probes;
using RepDynamics.Tests.Similarity;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

public class WarmStartTests : ScopedTests
{
    private const int Side = 30;

    [TestCase(15)]
    [TestCase(200)]
    public void Warm_and_cold_starts_give_the_same_regions(int features)
    {
        LinearProbe? warm = null;
        for (int snapshot = 0; snapshot < 6; snapshot++)
        {
            Problem problem = At(snapshot, features);
            using LinearProbe cold = problem.Fit();
            LinearProbe next = problem.Fit(warmStart: warm);
            warm?.Dispose();
            warm = next;
            foreach (int triplet in new[] { 0, 1, 2 })
            {
                Tensor plane = Plane(problem, triplet);
                long[] coldMap = cold.Classes(plane).data<long>().ToArray(), warmMap = warm.Classes(plane).data<long>().ToArray();
                Assert.That(warmMap, Is.EqualTo(coldMap), $"snapshot {snapshot}, triplet {triplet}");
                Assert.That(coldMap.Distinct().Count(), Is.GreaterThan(1), "a plane of one class would compare nothing");
            }
        }
        warm!.Dispose();
    }

    [TestCase(15)]
    [TestCase(200)]
    public void A_start_nearby_is_quicker_and_a_bad_start_does_not_hurt(int features)
    {
        using LinearProbe before = At(0, features).Fit(), coldNext = At(1, features).Fit(), warmNext = At(1, features).Fit(warmStart: before);
        Assert.That(warmNext.HessianProducts, Is.LessThan(coldNext.HessianProducts));
        Problem problem = At(0, features);
        Problem opposite = problem with { Labels = [.. problem.Labels.Select(label => (label + 1) % 3)] };
        using LinearProbe wrong = opposite.Fit(), cold = problem.Fit(), warm = problem.Fit(warmStart: wrong);

        Assert.That(Problem.Probabilities(warm, problem.Features), Is.EqualTo(Problem.Probabilities(cold, problem.Features)).Within(1e-12), "started at zero");
        Assert.That(warm.HessianProducts, Is.EqualTo(cold.HessianProducts));
    }

    [Test]
    public void A_start_of_another_shape_or_other_classes_is_refused()
    {
        using LinearProbe small = At(0, 15).Fit(), large = At(0, 200).Fit();
        Problem fewer = At(0, 200) with { Classes = 4 };

        Assert.That(() => At(0, 200).Fit(warmStart: small), Refused());
        Assert.That(() => fewer.Fit(warmStart: large), Refused());

        static NUnit.Framework.Constraints.Constraint Refused() =>
            Throws.ArgumentException.With.Message.Contains("a run, tap block1, epoch 7: the warm start").And.Message.Contains("leave it out");
    }

    // A representation that turns from one into another; the class shows in both.
    private static Problem At(int snapshot, int features)
    {
        Problem first = Problem.Of(60, features, 3, 5, 4), last = Problem.Of(60, features, 3, 5, 12);
        double[,] noise = Features.Of(60, features, 77);
        double share = snapshot / 20.0;
        return first with { Values = Features.Changed(first.Values, (v, i, j) => (1 - share) * v + share * (last.Values[i, j] + noise[i, j])) };
    }

    // The plane through three images, a grid 10% beyond them.
    private static Tensor Plane(Problem problem, int triplet)
    {
        Tensor x = problem.Features;
        Tensor origin = x.narrow(0, 3 * triplet, 1), u = x.narrow(0, 3 * triplet + 1, 1) - origin, v = x.narrow(0, 3 * triplet + 2, 1) - origin;
        return cat([.. Enumerable.Range(0, Side * Side).Select(i => origin + u * (1.2 * (i / Side) / (Side - 1) - 0.1) + v * (1.2 * (i % Side) / (Side - 1) - 0.1))]);
    }
}
