using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// Deep layers evolve much more when an epoch-wise double descent occurs (arXiv 2405.17377 v1, abstract). The label noise is the same everywhere; a
/// network shows a double descent and a narrower one does not (the gate). "When": in the window of the second descent against the window of the
/// same length in ln t before it, as ln of the ratio of the blocks' speeds. "Deep layers": the deep half against the shallow half. "Much": 1.5 times.
/// </summary>
/// <remarks>The first edition compared wrong with clean labels, and so measured label noise: it found its effect where there was no double descent.</remarks>
[Claim("DeepDoubleDescent")]
public sealed class DeepDoubleDescent : ClaimStudy
{
    private const string Seen = "double descent", SeenInOne = "double descent in the minuend alone";

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        if (Descent(part.Minuend[0]) is not { } descent) return null;
        IReadOnlyList<EpochSimilarity> blocks = Blocks(run, part);
        double? deep = descent.Acceleration([.. blocks.TakeLast(blocks.Count / 2)]), shallow = descent.Acceleration([.. blocks.Take(blocks.Count / 2)]);
        return part.Statistic switch
        {
            "acceleration, deep minus shallow" => deep - shallow,
            "acceleration, deep" => deep,
            _ => throw Unknown(part),
        };
    }

    /// <inheritdoc/>
    protected override string? GateFailure(RegisteredPart part)
    {
        if (part.Gate is not (Seen or SeenInOne)) return base.GateFailure(part);
        if (Descent(part.Minuend[0]) is not { } with) return $"a double descent is looked for on 3 seeds or more, there are {Seeds.Length}.";
        if (!with.Seen) return $"no double descent seen. {part.Minuend[0]}: {with.Describe()}";
        return part.Gate == SeenInOne && Descent(part.Subtrahend[0])!.Seen ? $"{part.Subtrahend[0]} shows a double descent, too." : null;
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw() => DrawParts().Append(
        ("errors", StatisticFigures.Errors("Is there a double descent of the test error?", [.. AllRuns.Select(c => (c.Condition, c.Runs, Descent(c.Condition)))])));

    /// <inheritdoc/>
    protected override string Numbers() =>
        string.Concat(Registration.Conditions.Keys.Select(c => Descent(c) is { } found ? $"{c}. {found.Describe()}\n" : "")) + base.Numbers();

    private DoubleDescent? Descent(string condition)
    {
        if (Seeds.Length < 3 || Seeds.Any(seed => Run(condition, seed) is null)) return null;
        IReadOnlyList<SnapshotMetrics>[] curves = [.. RunsOf(condition).Select(run => run.Metrics)];
        return DoubleDescent.Find(
            [.. curves[0].Select(m => m.Epoch)],
            [.. curves.Select(curve => curve.Select(m => 1 - m.TestAccuracy).ToArray())],
            [.. curves.Select(curve => curve.Select(m => 1 - m.TrainAccuracy).ToArray())],
            Registration.Confidence);
    }
}
