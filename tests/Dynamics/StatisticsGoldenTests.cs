using System.Text.Json;
using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

/// <summary>The statistics of the claims equal those of <c>eng/recompute/claim_statistics.py</c>, to 1e-11 (<c>make_dynamics_golden.py</c>).</summary>
public class StatisticsGoldenTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Dynamics", "dynamics.golden.json"))).RootElement;

    private static readonly int[] Epochs = [.. Golden.GetProperty("epochs").EnumerateArray().Select(e => e.GetInt32())];
    private static readonly int[] Grid = [.. Golden.GetProperty("grid").EnumerateArray().Select(e => e.GetInt32())];
    private static readonly EpochSimilarity[] Blocks = Matrices("blocks"), OnGrid = [.. Blocks.Select(block => block.OnGrid(Grid))];
    private static readonly int Fit = Golden.GetProperty("fit").GetInt32(), Peak = Golden.GetProperty("peak").GetInt32();

    private static readonly EpochCurves Curves = new(
        Given: [.. Numbers("given")],
        Right: [.. Numbers("right")],
        WrongGiven: [.. Numbers("wrongGiven")],
        WrongTrue: [.. Numbers("wrongTrue")],
        WrongImages: 200,
        Classes: 4);

    [Test]
    public void Synchrony_and_its_relatives() => Check(
        ("scaled", Synchrony.Scaled(OnGrid)), ("lin", Synchrony.Of(OnGrid)), ("correlation", Synchrony.Correlation(OnGrid)), ("half-way", Synchrony.HalfWaySpread(OnGrid)));

    [Test]
    public void Phases_and_what_follows_them() => Check(
    [
        ("contrast", PhaseContrast.Of(OnGrid)), ("relative", PhaseContrast.Clarity(OnGrid)), ("at", PhaseContrast.ClarityAt(OnGrid, [1, Peak, Fit])),
        .. Matrices("regions").Select((regions, i) => ($"following[{i}]", PhaseContrast.Following(regions, Blocks[i]))),
    ]);

    [Test]
    public void Evolution_on_depth_and_on_the_aligned_grid()
    {
        int[] aligned = [.. AlignedGrid.Epochs(Epochs, [.. AlignedGrid.AroundFit.Select(ratio => ratio * Fit)])!];
        Assert.That(aligned, Is.EqualTo(Numbers("expected", "aligned")));
        Check(
            [("slope", Evolution.RelativeSlope([.. OnGrid.Select(Evolution.Of)])), .. Blocks.Select((block, i) => ($"aligned evolution[{i}]", (double?)Evolution.Of(block.OnGrid(aligned))))]);
    }

    [Test]
    public void Movement_around_perfect_fit() => Check(
    [
        .. Enumerable.Range(1, 2).SelectMany(octave => Blocks.Select((block, i) => ($"after[{octave - 1}][{i}]", Trajectory.After(block, Fit, octave)))),
        ("location", SlowDown.Location(Blocks, Fit)), ("spread", SlowDown.Spread(Blocks, Fit)), ("excess[0]", SlowDown.Excess(Blocks, Fit, 0.5)),
        ("excess[1]", SlowDown.Excess(Blocks, Fit, 2)), ("smallest", SpeedRatio.At(Blocks, Fit).MinimumLog),
    ]);

    [Test]
    public void Curves_of_every_epoch() => Check(
        ("fit", Curves.PerfectFit), ("generalization", Curves.Generalization), ("half[0]", Curves.Half(Curves.Right)), ("half[1]", Curves.Half(Curves.WrongGiven)),
        ("lag", Curves.MemorizationLag), ("rise", AroundFit.Rise(Epochs, Numbers("pieces"), Fit)), ("change", AroundFit.Change(Epochs, Numbers("pieces"), Peak, Fit)));

    [Test]
    public void Double_descent()
    {
        var found = DoubleDescent.Find([.. Enumerable.Range(1, 60)], Rows("testErrors"), Rows("trainErrors"));
        Assert.That(new double[] { found.FirstMinimum, found.Peak, found.SecondMinimum }, Is.EqualTo(Numbers("expected", "descent")));
        DoubleDescent known = found with { Peak = 40, SecondMinimum = 84 };
        Check(
        [
            .. found.Rises.Select((rise, i) => ($"steps[0][{i}]", (double?)rise)), .. found.Descents.Select((descent, i) => ($"steps[1][{i}]", (double?)descent)),
            .. found.TrainingRises.Select((rise, i) => ($"steps[2][{i}]", (double?)rise)), ("acceleration", known.Acceleration(Blocks[2..])),
        ]);
    }

    private static void Check(params (string Name, double? Value)[] statistics) => Assert.Multiple(() =>
    {
        foreach ((string name, double? value) in statistics)
        {
            string[] path = name.Split('[', ']').Where(word => word.Length > 0).ToArray();
            JsonElement golden = Golden.GetProperty("expected").GetProperty(path[0]);
            foreach (string index in path.Skip(1)) golden = golden[int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)];
            Assert.That(value, Is.EqualTo(golden.GetDouble()).Within(1e-11), name);
        }
    });

    private static EpochSimilarity[] Matrices(string name) => [.. Rows(name).Select((upper, i) =>
    {
        int next = 0;
        return new EpochSimilarity($"block{i + 1}", Epochs, Dynamics.Matrices.Fill(Epochs.Length, (_, _) => upper[next++]), "made up");
    })];

    private static double[] Numbers(params string[] path) => Row(path.Aggregate(Golden, (element, name) => element.GetProperty(name)));

    private static double[][] Rows(string name) => [.. Golden.GetProperty(name).EnumerateArray().Select(Row)];

    private static double[] Row(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetDouble())];
}
