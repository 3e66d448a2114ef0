using RepDynamics.Numerics;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Tests.Dynamics;
using RepDynamics.Training;

namespace RepDynamics.Tests.Studies;

/// <summary>
/// A run that never was, with dynamics that were planted in it: blocks that turn by angles, regions whose borders move, curves that fit at a known
/// epoch. Small jitter by the seed.
/// </summary>
public sealed record PlantedRun
{
    private const int Blocks = 6, Classes = 4, Side = 10;

    /// <summary>The angle of a block, by its relative depth in [0, 1] and the epoch.</summary>
    public required Func<double, double, double> Angle { get; init; }

    /// <summary>Where the border of a block's regions is, in [0, 1]; by default it moves as the block does.</summary>
    public Func<double, double, double>? Border { get; init; }

    public required double Fit { get; init; }

    public double Peak { get; init; } = 8;

    /// <summary>The epochs at which half of the rightly and of the wrongly labelled images have their given label.</summary>
    public (double Right, double Wrong) Half { get; init; } = (2, 12);

    /// <summary>How much higher than 2 the number of pieces is around t*, on planes around wrongly and rightly labelled images.</summary>
    public (double Wrong, double Right) Pieces { get; init; }

    /// <summary>The share of the area around a wrongly labelled image that its given label holds after t*, by relative depth.</summary>
    public Func<double, double> Taken { get; init; } = _ => 0;

    public Func<double, double> TestError { get; init; } = t => .3 + .3 / Math.Sqrt(t);

    /// <summary>The highest share of wrongly labelled images that are classified as their true class.</summary>
    public double Learned { get; init; } = .7;

    public double Jitter { get; init; } = .004;

    public RunOutcome Of(Recipe recipe)
    {
        SeededRandom random = new((ulong)recipe.Seed * 1000 + (ulong)recipe.Name().Sum(letter => letter));
        int[] epochs = [.. recipe.Snapshots.Epochs(recipe.Epochs)];
        double pace = 1 + .02 * random.Normal();
        string[] taps = ["stem", .. Enumerable.Range(1, Blocks).Select(i => $"block{i}"), "output"];
        double[][] turned = [.. Enumerable.Range(0, Blocks).Select(b => epochs.Select(t => pace * Angle(Depth(b), Math.Max(t, .5)) + Jitter * random.Normal()).ToArray())];
        EpochSimilarity[] blocks = [.. turned.Select((angles, b) => Similar(taps[b + 1], epochs, (i, j) => Math.Cos(angles[i] - angles[j])))];
        EpochSimilarity still = Similar("stem", epochs, (_, _) => .99), output = Similar("output", epochs, (i, j) => blocks[^1][i, j]);
        return new RunOutcome(recipe, new RunRecord
        {
            Name = recipe.Name(),
            RecipeHash = recipe.Hash(),
            TrainFingerprint = $"train {recipe.Seed}",
            TestFingerprint = $"test {recipe.Seed}",
            Environment = new Dictionary<string, string>(),
            Metrics = [.. epochs.Select(t => new SnapshotMetrics(t, .5, Given(t), .5, Math.Clamp(1 - (t == 0 ? .75 : TestError(t)) + .003 * random.Normal(), 0, 1)))],
            Similarities = [still, .. blocks, output],
            ByMeasure = new Dictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>> { [new(CkaEstimator.Debiased, 400)] = [still, .. blocks, output] },
            Curves = new(
                Given: Curve(Given),
                Right: Curve(t => Reach(t, Half.Right)),
                WrongGiven: Curve(t => Reach(t, Half.Wrong)),
                WrongTrue: Curve(t => .25 + (Learned - .25) * Math.Exp(-Math.Pow(Math.Log(t / Peak), 2))),
                WrongImages: 200,
                Classes: Classes),
            Regions = Regions(epochs, taps, random),
        }, null, WasStored: true);

        ImmutableArray<double> Curve(Func<double, double> of) => [.. Enumerable.Range(1, recipe.Epochs).Select(t => of(t - .5))];
    }

    private static double Depth(int block) => (double)block / (Blocks - 1);

    private double Given(double t) => t >= Fit - .5 ? 1 : .2 + .79 * t / Fit;

    // Half is 50% at its epoch.
    private static double Reach(double t, double half) => .25 + .75 / (1 + Math.Pow(half / t, 3) * 2);

    private static EpochSimilarity Similar(string tap, int[] epochs, Func<int, int, double> of) => new(tap, epochs, Matrices.Fill(epochs.Length, of), "CKA (biased)");

    private RunRegions Regions(int[] epochs, string[] taps, SeededRandom random)
    {
        Func<double, double, double> border = Border ?? Angle;
        int[] at = [.. RegionOptions.OutputTimes.Select(ratio => ratio * Fit).Where(time => time <= epochs[^1]).Select(time => epochs.MinBy(e => Math.Abs(e - time))).Distinct().Order()];
        bool Around(int t) => t >= Fit / 2 && t < 1.5 * Fit;
        return new()
        {
            // A point changes its class once the border has passed it.
            HeldOut = Planes("held out", 6, (tap, t, point) => (point + .5) / (6 * Side * Side) < border(Depth(Math.Clamp(tap - 1, 0, Blocks - 1)), Math.Max(t, .5)) ? 1 : 0, 0),
            Mislabelled = Planes("wrong", 2, (tap, t, point) => t >= Fit && point % (Side * Side) < Taken((double)tap / (taps.Length - 1)) * Side * Side ? 1 : 0, 1),
            RightlyLabelled = Planes("right", 2, (_, _, _) => 0, 0),
            Pieces = new(
                [.. at], [.. at.Select(t => 2 + (Around(t) ? Pieces.Wrong : 0) + .05 * Math.Abs(random.Normal()))],
                [.. at.Select(t => 2 + (Around(t) ? Pieces.Right : 0) + .05 * Math.Abs(random.Normal()))]),
            Probes = [],
        };

        PlaneRegions Planes(string name, int planes, Func<int, int, int, int> label, int given) => new()
        {
            Planes = [.. Enumerable.Range(0, planes).Select(_ => ImmutableArray.Create(Corner(given), Corner(0), Corner(0)))],
            Taps = [.. taps.Select((tap, i) => new TapRegions(tap, [.. epochs.Select(t => new RegionMap(
                tap, t, name, Side, Classes, [.. Enumerable.Range(0, planes * Side * Side).Select(point => (byte)label(i, t, point))]))]))],
        };

        static CornerImage Corner(int given) => new(0, new PlanePosition(0, 0), 0, given, [1, 1, 1], [0]);
    }
}
