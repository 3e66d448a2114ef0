using RepDynamics.Dynamics;

namespace RepDynamics.Claims;

/// <summary>Decides parts and claims from differences over seeds: docs/design.md#verdicts.</summary>
public static class Decision
{
    /// <summary>Returns the confidence of the interval that contradicts: 90% over k parts, so that one of them lies beyond its margin by chance in at most 5%.</summary>
    /// <param name="confidence">The claim's confidence, in (0, 1).</param>
    /// <param name="parts">k, the number of parts that decide the claim, at least 1.</param>
    public static double AgainstConfidence(double confidence, int parts) => 1 - (1 - confidence) / parts;

    /// <summary>Decides one part of a claim by the t interval of the mean difference.</summary>
    /// <remarks>
    /// <see cref="PartVerdict.Confidence"/> is that of the interval that reproduces, <see cref="PartVerdict.AgainstConfidence"/> that of the
    /// interval that speaks against the claim. An end on the margin counts as inside for neither. Not decided: fewer than 2 seeds, a failed
    /// run, or a difference that is undefined for any seed, because dropping those seeds would favour the others.
    /// </remarks>
    /// <param name="part">The part; its <see cref="PartVerdict.Interval"/>, outcome and reason are not read.</param>
    /// <returns>The part with its interval, outcome and reason.</returns>
    /// <exception cref="ArgumentException">A seed comes twice, a difference is neither finite nor null, or margin or confidence are out of range.</exception>
    public static PartVerdict Of(PartVerdict part)
    {
        Check(part);
        if (WhyNot(part) is { } reason) return part with { Interval = null, Outcome = Outcome.NotDecided, Reason = $"Not decided: {reason}" };
        double[] values = [.. part.Seeds.Select(s => s.Difference!.Value)];
        StudentInterval interval = StudentInterval.Of(values, part.Confidence), wide = StudentInterval.Of(values, part.AgainstConfidence);
        double margin = part.Delta;
        (Outcome outcome, StudentInterval shown, string where) = part.Direction switch
        {
            Direction.Greater when interval.Lower > margin => (Outcome.Reproduced, interval, $"lies above {Text(margin)}"),
            Direction.Less when interval.Upper < -margin => (Outcome.Reproduced, interval, $"lies below {Text(-margin)}"),
            Direction.Either when Beyond(interval) => (Outcome.Reproduced, interval, $"lies beyond the margin of {Text(margin)}"),
            Direction.Within when Inside(interval) => (Outcome.Reproduced, interval, $"lies wholly within {Text(margin)} of 0"),
            Direction.Greater when wide.Upper < -margin => (Outcome.Contradicted, wide, $"lies below {Text(-margin)}, on the other side"),
            Direction.Less when wide.Lower > margin => (Outcome.Contradicted, wide, $"lies above {Text(margin)}, on the other side"),
            Direction.Within when Beyond(wide) => (Outcome.Contradicted, wide, $"lies beyond the margin of {Text(margin)}"),
            Direction.Greater or Direction.Less when Inside(interval) => (Outcome.NoDifference, interval, $"lies wholly within {Text(margin)} of 0: no difference"),
            Direction.Either when Inside(wide) => (Outcome.NoDifference, wide, $"lies wholly within {Text(margin)} of 0: no difference"),
            _ => (Outcome.Inconclusive, interval, $"allows no conclusion at a margin of {Text(margin)}"),
        };
        return part with
        {
            Interval = interval,
            Outcome = outcome,
            Reason = FormattableString.Invariant(
                $"The {100 * shown.Confidence:0.##}% interval of the mean over {values.Length} seeds, {shown.Lower:0.000} to {shown.Upper:0.000}, {where}."),
        };

        bool Beyond(StudentInterval of) => of.Lower > margin || of.Upper < -margin;
        bool Inside(StudentInterval of) => of.Lower > -margin && of.Upper < margin;
    }

    /// <summary>Decides a claim from its deciding parts. Parts whose gate was not passed are left out.</summary>
    /// <param name="parts">The parts, at least one of which decides.</param>
    /// <returns>
    /// Reproduced if every part is; mixed if some are and others speak against the claim; contradicted if none is reproduced and some speak
    /// against it; not decided if no part is; inconclusive otherwise.
    /// </returns>
    /// <exception cref="ArgumentException">No part decides.</exception>
    public static Outcome Overall(IReadOnlyList<PartVerdict> parts)
    {
        if (!parts.Any(part => part.Decides)) throw new ArgumentException("A claim needs at least one part that decides.", nameof(parts));
        PartVerdict[] deciding = [.. parts.Where(part => part.Decides && part.GateFailure is null)];
        if (deciding.All(part => part.Outcome == Outcome.NotDecided)) return Outcome.NotDecided;
        if (deciding.All(part => part.Outcome == Outcome.Reproduced)) return Outcome.Reproduced;
        if (!deciding.Any(part => part.IsAgainst)) return Outcome.Inconclusive;
        return deciding.Any(part => part.Outcome == Outcome.Reproduced) ? Outcome.Mixed : Outcome.Contradicted;
    }

    private static string? WhyNot(PartVerdict part)
    {
        if (part.GateFailure is { } gate) return gate;
        if (part.Undefined is { } undefined) return undefined;
        SeedValues[] failed = [.. part.Seeds.Where(seed => seed.Failure is not null)];
        if (failed.Length == 1) return $"Seed {failed[0].Seed} failed: {failed[0].Failure}";
        if (failed.Length > 1) return $"Seeds {string.Join(", ", failed.Select(seed => seed.Seed))} failed, the first of them: {failed[0].Failure}";
        long[] lacking = [.. part.Seeds.Where(s => s.Difference is null).Select(s => s.Seed)];
        if (lacking.Length > 0) return $"the statistic is undefined for seed {string.Join(", ", lacking)}.";
        return part.Seeds.Length < 2 ? $"an interval needs at least 2 seeds; there is {(part.Seeds.Length == 0 ? "none" : "1")}." : null;
    }

    private static void Check(PartVerdict part)
    {
        if (!(double.IsFinite(part.Delta) && part.Delta >= 0)) throw Fault($"expected a finite margin, at least 0, found {part.Delta}");
        foreach (double confidence in new[] { part.Confidence, part.AgainstConfidence })
        {
            if (!(confidence > 0 && confidence < 1)) throw Fault($"expected a confidence in (0, 1), found {confidence}");
        }
        if (part.Seeds.CountBy(s => s.Seed).FirstOrDefault(seed => seed.Value > 1) is { Value: > 1 } twice) throw Fault($"seed {twice.Key} comes twice");
        if (part.Seeds.FirstOrDefault(s => s.Difference is { } difference && !double.IsFinite(difference)) is { } infinite)
            throw Fault($"seed {infinite.Seed}: expected a finite difference, or null, found {infinite.Difference}");

        ArgumentException Fault(FormattableString what) => new($"Part {part.Name}: {what.ToString(CultureInfo.InvariantCulture)}.", nameof(part));
    }

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
