using System.Globalization;
using RepDynamics.Dynamics;

namespace RepDynamics.Claims;

/// <summary>Decides parts and claims from differences over seeds: docs/design.md#verdicts.</summary>
public static class Decision
{
    /// <summary>Decides one part of a claim.</summary>
    /// <remarks>
    /// Uses the t interval for the mean difference, with differences counted in the direction of the claim: reproduced if the
    /// lower end is above delta, contradicted if the upper end is below -delta, inconclusive otherwise and if an end equals its
    /// bound. Fewer than 2 seeds, a failed run, or a difference that is undefined for any seed are
    /// inconclusive: dropping the seeds with an undefined statistic would favour the others.
    /// </remarks>
    /// <param name="name">Name of the part.</param>
    /// <param name="seeds">One entry a seed, all seeds different; differences finite or null.</param>
    /// <param name="delta">The margin, finite, at least 0.</param>
    /// <param name="confidence">Nominal coverage of the interval, in (0, 1).</param>
    /// <param name="direction">Which sign speaks for the claim.</param>
    /// <param name="gateFailure">Why the gate was not passed, which makes the part inconclusive; null if it has none or passed it.</param>
    /// <returns>The decision, with its numbers and its reason.</returns>
    /// <exception cref="ArgumentException">A seed comes twice, or a difference is neither finite nor null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Margin or confidence are out of range.</exception>
    public static PartVerdict From(
        string name,
        IReadOnlyList<SeedValues> seeds,
        double delta,
        double confidence = StudentInterval.DefaultConfidence,
        Direction direction = Direction.Greater,
        string? gateFailure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(seeds);
        if (!(double.IsFinite(delta) && delta >= 0))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, $"Part {name}: expected a finite margin, at least 0.");
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, $"Part {name}: expected a confidence in (0, 1).");
        CheckSeeds(name, seeds);

        (StudentInterval? interval, Outcome outcome, string? reason) = Decide(seeds, delta, confidence, direction);
        return new PartVerdict
        {
            Name = name,
            Seeds = [.. seeds],
            Interval = interval,
            Confidence = confidence,
            Delta = delta,
            Direction = direction,
            GateFailure = gateFailure,
            Outcome = gateFailure is null ? outcome : Outcome.Inconclusive,
            Reason = gateFailure ?? reason,
        };
    }

    /// <summary>Decides a claim from its parts.</summary>
    /// <param name="parts">Outcomes of the parts, at least one.</param>
    /// <returns>
    /// Contradicted if any part is contradicted, reproduced if every part is reproduced, inconclusive otherwise.
    /// </returns>
    /// <exception cref="ArgumentException">There are no parts.</exception>
    public static Outcome Combine(IReadOnlyCollection<Outcome> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("A claim needs at least one part.", nameof(parts));
        if (parts.Contains(Outcome.Contradicted))
            return Outcome.Contradicted;
        return parts.All(part => part == Outcome.Reproduced) ? Outcome.Reproduced : Outcome.Inconclusive;
    }

    /// <summary>
    /// Decides a claim from its deciding parts. Parts whose gate was not passed are left out; if none passed, the claim is inconclusive.
    /// </summary>
    /// <param name="parts">The parts, at least one of which decides.</param>
    /// <exception cref="ArgumentException">No part decides.</exception>
    public static Outcome Overall(IReadOnlyList<PartVerdict> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        PartVerdict[] deciding = [.. parts.Where(part => part.Decides)];
        PartVerdict[] passed = [.. deciding.Where(part => part.GateFailure is null)];
        return Combine([.. (passed.Length > 0 ? passed : deciding).Select(part => part.Outcome)]);
    }

    private static (StudentInterval? Interval, Outcome Outcome, string Reason) Decide(
        IReadOnlyList<SeedValues> seeds, double delta, double confidence, Direction direction)
    {
        string[] failures = [.. seeds.Where(s => s.Failure is not null).Select(s => $"Seed {s.Seed} failed: {s.Failure}")];
        if (failures.Length > 0)
            return (null, Outcome.Inconclusive, string.Join(" ", failures));
        long[] undefined = [.. seeds.Where(s => s.Difference is null).Select(s => s.Seed)];
        if (undefined.Length > 0)
            return (null, Outcome.Inconclusive, $"The statistic is undefined for seed {string.Join(", ", undefined)}.");
        if (seeds.Count < 2)
            return (null, Outcome.Inconclusive, $"An interval needs at least 2 seeds; there is {(seeds.Count == 0 ? "none" : "1")}.");

        var interval = StudentInterval.Of([.. seeds.Select(s => s.Difference!.Value)], confidence);
        (double lower, double upper, int sign) = direction == Direction.Greater
            ? (interval.Lower, interval.Upper, 1)
            : (-interval.Upper, -interval.Lower, -1);
        string range = Text($"{interval.Lower:0.000} to {interval.Upper:0.000}");
        string subject = Text($"The {100 * confidence:0.##}% interval of the mean difference over {seeds.Count} seeds, {range},");
        if (lower > delta)
            return (interval, Outcome.Reproduced, Text($"{subject} lies beyond {sign * delta:0.###} on the side of the claim."));
        return upper < -delta
            ? (interval, Outcome.Contradicted, Text($"{subject} lies beyond {-sign * delta:0.###} on the side against the claim."))
            : (interval, Outcome.Inconclusive, Text($"{subject} is neither wholly beyond {sign * delta:0.###} nor wholly beyond {-sign * delta:0.###}."));
    }

    private static void CheckSeeds(string name, IReadOnlyList<SeedValues> seeds)
    {
        var seen = new HashSet<long>();
        foreach (SeedValues entry in seeds)
        {
            if (!seen.Add(entry.Seed))
                throw new ArgumentException($"Part {name}: seed {entry.Seed} comes twice.", nameof(seeds));
            if (entry.Difference is { } difference && !double.IsFinite(difference))
                throw new ArgumentException(Text($"Part {name}, seed {entry.Seed}: expected a finite difference, or null, found {difference}."), nameof(seeds));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
