using RepDynamics.Probes;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

public class ProbeSeriesTests : ScopedTests
{
    private static readonly Problem Train = Problem.Of(60, 12, 3, 5, 8);
    private static readonly Problem HeldOut = Problem.Of(40, 12, 3, 15, 8);

    [Test]
    public void Every_tap_of_a_snapshot_is_reported_in_order()
    {
        using ProbeSeries series = New(Labels(Train));
        IReadOnlyList<ProbeReport> reports = series.Fit(3, Taps(Train), Taps(HeldOut));

        Assert.That(reports.Select(report => (report.Tap, report.Epoch)), Is.EqualTo(new[] { ("stem", 3), ("block1", 3) }));
        foreach (ProbeReport report in reports)
        {
            Assert.That(report.Iterations, Is.EqualTo(series[report.Tap].Iterations));
            Assert.That(report.GradientNorm, Is.InRange(0, new ProbeOptions().GradientTolerance));
        }
    }

    [Test]
    public void Accuracies_are_counted_as_by_hand()
    {
        int[] given = Labels(Train), truth = [.. given];
        foreach (int i in new[] { 4, 9, 33 }) truth[i] = (given[i] + 1) % 3;
        using ProbeSeries series = New(truth);
        ProbeReport report = series.Fit(3, Taps(Train), Taps(HeldOut))[1];
        using LinearProbe probe = Train.Fit();
        long[] train = probe.Classes(Train.Features).data<long>().ToArray(), heldOut = probe.Classes(HeldOut.Features).data<long>().ToArray();

        Assert.That(report.TrainAccuracy, Is.EqualTo(train.Zip(given).Count(pair => pair.First == pair.Second) / 60.0));
        Assert.That(report.HeldOutAccuracy, Is.EqualTo(heldOut.Zip(HeldOut.Labels).Count(pair => pair.First == pair.Second) / 40.0));
        Assert.That(report.TrueAccuracyOfMislabelled, Is.EqualTo(new[] { 4, 9, 33 }.Count(i => train[i] == truth[i]) / 3.0));
        Assert.That(report.HeldOutAccuracy, Is.InRange(0.4, 0.99));
    }

    [Test]
    public void Without_mislabelled_images_there_is_no_accuracy_on_them()
    {
        using ProbeSeries series = New(Labels(Train));

        Assert.That(series.Fit(3, Taps(Train), Taps(HeldOut))[0].TrueAccuracyOfMislabelled, Is.Null);
    }

    [Test]
    public void The_next_snapshot_starts_from_the_one_before()
    {
        using ProbeSeries series = New(Labels(Train));
        ProbeReport first = series.Fit(3, Taps(Train), Taps(HeldOut))[0], second = series.Fit(4, Taps(Train), Taps(HeldOut))[0];

        Assert.That(first.Iterations, Is.GreaterThan(3));
        Assert.That(second.Iterations, Is.LessThanOrEqualTo(1));
        Assert.That((second.TrainAccuracy, second.HeldOutAccuracy), Is.EqualTo((first.TrainAccuracy, first.HeldOutAccuracy)));
    }

    [Test]
    public void Faults_are_reported_by_run_tap_and_epoch()
    {
        using ProbeSeries series = New(Labels(Train));
        Dictionary<string, Tensor> missing = new() { ["stem"] = HeldOut.Features }, fewer = Taps(HeldOut), constant = Taps(Train);
        fewer["block1"] = fewer["block1"].narrow(0, 0, 39);
        constant["block1"] = ones([60, 12]);

        Assert.That(() => series.Fit(3, Taps(Train), missing), Refused("none where features of 40 held-out images were expected"));
        Assert.That(() => series.Fit(3, Taps(Train), fewer), Refused("features of 39 where features of 40 held-out images were expected"));
        Assert.That(() => series.Fit(3, constant, Taps(HeldOut)), Refused("constant over the images"));
        Assert.That(() => series["block9"], Throws.ArgumentException.With.Message.Contains("a run: no probe was fitted to tap block9"));

        static NUnit.Framework.Constraints.Constraint Refused(string message) =>
            Throws.ArgumentException.With.Message.StartsWith("a run, tap block1, epoch 3: ").And.Message.Contains(message);
    }

    [Test]
    public void Labels_that_do_not_match_are_refused()
    {
        Assert.That(() => new ProbeSeries("a run", 3, [0, 1], [0], [0]), Throws.ArgumentException.With.Message.Contains("2 given and 1 true labels"));
        Assert.That(() => new ProbeSeries("a run", 3, [0, 1], [0, 1], []), Throws.ArgumentException.With.Message.Contains("found 2 and 0"));
        Assert.That(() => new ProbeSeries("a run", 3, [], [], [1]), Throws.ArgumentException.With.Message.Contains("found 0 and 1"));
    }

    private static ProbeSeries New(int[] truth) => new("a run", 3, Labels(Train), truth, Labels(HeldOut));

    private static int[] Labels(Problem problem) => [.. problem.Labels.Select(label => (int)label)];

    private static Dictionary<string, Tensor> Taps(Problem problem) => new() { ["stem"] = problem.Features * problem.Features, ["block1"] = problem.Features };
}
