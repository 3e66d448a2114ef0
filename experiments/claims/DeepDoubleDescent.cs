using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// Deep layers evolve much more when an epoch-wise double descent occurs (arXiv 2405.17377 v1, abstract). Wrong labels cause
/// it: the statistics are the evolution of the deep half of the blocks, and its excess over the shallow half, with wrong labels minus
/// without. The gate requires that the test error descends twice.
/// </summary>
[Claim("DeepDoubleDescent")]
public sealed class DeepDoubleDescent : ClaimStudy
{
    private const string Deep = "deep evolution", Deeper = "deep minus shallow evolution", DescentSeen = "double descent";

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        Deep => Evolution.Deep(Blocks(run, part)),
        Deeper => Evolution.Deep(Blocks(run, part)) - Evolution.Shallow(Blocks(run, part)),
        _ => throw new ArgumentException($"{Claim}: part {part.Name} has no statistic '{part.Statistic}'.", nameof(part)),
    };

    /// <inheritdoc/>
    protected override string? GateFailure(RegisteredPart part)
    {
        if (part.Gate != DescentSeen) return base.GateFailure(part);
        if (Seeds.Length < 3) return $"{part.Minuend}: a double descent is looked for on 3 seeds or more, there are {Seeds.Length}.";
        DoubleDescent found = Descent(part.Minuend);
        return found.Seen ? null : $"{part.Minuend}: no double descent is seen. {found.Describe()}";
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        yield return ("errors", RunFigures.Errors("Test error, smoothed along ln t, mean over seeds", [.. Registration.Conditions.Keys.Select(c => (c, RunsOf(c)))]));
        yield return ("blocks", RunFigures.Blocks("With and without wrong labels, first seed", FirstRuns, run => Blocks(run, Registration.Parts[0])));
        foreach ((string name, string statistic) in new[] { ("deep", Deep), ("excess", Deeper) })
        {
            if (VerdictFigures.Intervals($"Noisy minus clean labels: {statistic}", "difference in evolution", PartsOf(statistic)) is { } summary)
                yield return (name, summary);
        }
    }

    /// <inheritdoc/>
    protected override string Numbers()
    {
        IEnumerable<string> descents = Seeds.Length < 3 ? [] : Registration.Conditions.Keys.Select(c => $"{c}. {Descent(c).Describe()}\n");
        return string.Concat(descents) + NumberText.Runs(
            Runs, Verdict, run => NumberText.ByBlock("evolution", Blocks(run, Registration.Parts[0]), Evolution.Of));
    }

    private DoubleDescent Descent(string condition)
    {
        IReadOnlyList<SnapshotMetrics>[] curves = [.. RunsOf(condition).Select(run => run.Metrics)];
        return DoubleDescent.Find(
            [.. curves[0].Select(m => m.Epoch)],
            [.. curves.Select(curve => curve.Select(m => 1 - m.TestAccuracy).ToArray())],
            [.. curves.Select(curve => curve.Select(m => 1 - m.TrainAccuracy).ToArray())],
            Registration.Confidence);
    }
}
