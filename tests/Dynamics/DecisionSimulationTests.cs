using MathNet.Numerics.Distributions;
using RepDynamics.Claims;
using RepDynamics.Dynamics;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Dynamics;

/// <summary>How often a claim over 5 seeds is decided, rightly and wrongly, when the truth is known.</summary>
public class DecisionSimulationTests
{
    private const int Seeds = 5;
    private const int Trials = 4000;

    [Test]
    public void Where_there_is_no_difference_one_claim_in_ten_is_decided_either_way_alike()
    {
        (int reproduced, int contradicted) = Decide(Trials, Normal(effect: 0, stream: 21));
        AssertShare(reproduced + contradicted, Trials, .10);
        AssertShare(reproduced, Trials, .05);
        AssertShare(contradicted, Trials, .05);
    }

    // Power of the one-sided t test at 5% with 4 degrees of freedom and noncentrality sqrt(5) x effect, by integrating the normal
    // distribution function over chi with 4 degrees of freedom (Simpson's rule, 400,000 steps).
    [TestCase(.5, .2390)]
    [TestCase(1, .5797)]
    [TestCase(2, .9748)]
    public void The_power_is_that_of_the_t_test(double effect, double power)
    {
        AssertShare(Decide(Trials, Normal(effect, stream: 22)).Reproduced, Trials, power);
        AssertShare(Decide(Trials, Normal(-effect, stream: 23)).Contradicted, Trials, power);
    }

    [Test]
    public void An_effect_of_five_standard_deviations_is_always_found()
    {
        Assert.That(Decide(Trials, Normal(effect: 5, stream: 24)), Is.EqualTo((Trials, 0)));
        Assert.That(Decide(Trials, Normal(effect: -5, stream: 25)), Is.EqualTo((0, Trials)));
    }

    [Test]
    public void An_effect_just_as_large_as_the_margin_is_reproduced_one_time_in_twenty()
    {
        (int reproduced, int contradicted) = Decide(Trials, Normal(effect: 2, stream: 26), delta: 2);
        AssertShare(reproduced, Trials, .05);
        Assert.That(contradicted, Is.Zero);
    }

    [TestCase(nameof(PhaseContrast))]
    [TestCase(nameof(Evolution))]
    [TestCase(nameof(Synchrony))]
    [TestCase(nameof(Transition))]
    public void Networks_of_one_kind_differ_no_more_often_than_promised(string statistic)
    {
        const int Claims = 500;
        var random = new SeededRandom(27);
        (int reproduced, int contradicted) = Decide(
            Claims, () => Read(statistic, Network(random, strength: 1)) - Read(statistic, Network(random, strength: 1)));
        AssertShare(reproduced + contradicted, Claims, .10);
    }

    [TestCase(nameof(PhaseContrast))]
    [TestCase(nameof(Evolution))]
    [TestCase(nameof(Transition))]
    public void Networks_of_two_kinds_are_distinguished(string statistic)
    {
        var random = new SeededRandom(28);
        Assert.That(
            Decide(100, () => Read(statistic, Network(random, strength: 2)) - Read(statistic, Network(random, strength: 1))),
            Is.EqualTo((100, 0)));
    }

    [Test]
    public void Identical_layers_are_distinguished_from_shuffled_ones()
    {
        var random = new SeededRandom(29);
        double Difference()
        {
            EpochSimilarity block = Network(random, strength: 1)[0];
            EpochSimilarity[] identical =
                [.. Taps.Select(tap => new EpochSimilarity(tap, block.Epochs, block.ToMatrix(), block.MeasureName))];
            EpochSimilarity[] shuffled = [.. identical.Select(layer => Matrices.Shuffled(layer, random.NextUInt64()))];
            Assert.That(Synchrony.Of(identical), Is.EqualTo(1).Within(1e-13));
            return Synchrony.Of(identical) - Synchrony.Of(shuffled);
        }

        Assert.That(Decide(50, Difference, delta: .1), Is.EqualTo((50, 0)));
    }

    private static readonly string[] Taps = ["block 1", "block 2", "block 3"];
    private static readonly int[] Epochs = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

    /// <summary>Blocks that move fast up to epoch 16 and slowly after it, each seed at its own speed, with noise.</summary>
    private static EpochSimilarity[] Network(SeededRandom random, double strength)
    {
        double pace = .2 + (.02 * random.Normal());
        return [.. Taps.Select(tap => Block(tap))];

        EpochSimilarity Block(string tap)
        {
            double[] steps = Epochs.Select(epoch => (epoch < 16 ? strength : .5) * pace * (1 + (.1 * random.Normal()))).ToArray();
            var places = new Dictionary<int, double>();
            double place = 0.0;
            foreach ((int epoch, double step) in Epochs.Zip(steps))
            {
                places[epoch] = place;
                place += step;
            }

            return Matrices.Moving(tap, Epochs, epoch => places[epoch]);
        }
    }

    private static double Read(string statistic, EpochSimilarity[] blocks) => statistic switch
    {
        nameof(PhaseContrast) => PhaseContrast.Of(blocks),
        nameof(Evolution) => Evolution.Deep(blocks),
        nameof(Synchrony) => Synchrony.Of(blocks),
        _ => Transition.At(blocks, 16).MinimumLogRho!.Value,
    };

    private static Func<double> Normal(double effect, ulong stream)
    {
        var random = new SeededRandom(stream);
        return () => effect + random.Normal();
    }

    private static (int Reproduced, int Contradicted) Decide(int trials, Func<double> difference, double delta = 0)
    {
        Outcome[] outcomes = Enumerable.Range(0, trials)
            .Select(_ => Registered.Decide([.. Enumerable.Range(0, Seeds).Select(_ => (double?)difference())], delta).Outcome)
            .ToArray();
        return (outcomes.Count(o => o == Outcome.Reproduced), outcomes.Count(o => o == Outcome.Contradicted));
    }

    /// <summary>The count lies in the central 99.9% of the binomial distribution.</summary>
    private static void AssertShare(int count, int trials, double probability)
    {
        Assert.That(Binomial.CDF(probability, trials, count), Is.GreaterThan(.0005), $"{count} of {trials} are too few");
        Assert.That(Binomial.CDF(probability, trials, count - 1), Is.LessThan(.9995), $"{count} of {trials} are too many");
    }
}
