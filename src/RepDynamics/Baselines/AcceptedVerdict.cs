using RepDynamics.Claims;
using RepDynamics.Dynamics;
using RepDynamics.Numerics;

namespace RepDynamics.Baselines;

/// <summary>
/// The verdict accepted beside a claim's figures, and the rule of comparison it implies. Training is chaotic: where the data, the kernels
/// or the processor differ, the same recipe ends in another network, and only the claim's statistic can be compared.
/// </summary>
internal sealed class AcceptedVerdict(Verdict accepted)
{
    /// <summary>The name of the file in a baseline's folder.</summary>
    public const string FileName = "verdict.verified.json";

    /// <summary>The share of comparisons in which a part is reported as a departure although none departs.</summary>
    public const double FalseAlarms = 0.01;

    /// <summary>The rule for results that cannot be equal, in words.</summary>
    public static string LooseRule { get; } = FormattableString.Invariant(
        $"as those of other networks: means by the interval of their difference, figures by an SSIM of at least {FigureTolerance.OtherNetworks.MinimumSimilarity}");

    /// <summary>The accepted verdict of a baseline's folder; null if there is none, so that figures and numbers are compared exactly.</summary>
    /// <exception cref="ClaimFileException">The file is damaged.</exception>
    public static AcceptedVerdict? In(string folder) => Path.Combine(folder, FileName) is var file && File.Exists(file) ? new(VerdictFile.Read(file)) : null;

    /// <summary>Returns why numbers and figures cannot be compared exactly with the accepted ones; null when they can.</summary>
    public string? WhyNotExact(Verdict received)
    {
        List<string> differences = [];
        foreach (string fact in HostEnvironment.Deciding)
        {
            string then = accepted.Environment.GetValueOrDefault(fact, "unknown"), now = received.Environment.GetValueOrDefault(fact, "unknown");
            if (then != now) differences.Add($"{fact} is {now}, the baseline's {then}");
        }
        if (received.Environment.GetValueOrDefault("numerics") != "canonical") differences.Add("the numerics are not canonical");
        if (!accepted.DataFingerprints.SequenceEqual(received.DataFingerprints)) differences.Add("the data differs");
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    /// <summary>
    /// What differs that the machine does not explain, in words; empty when nothing does: revision, recipes, and parts whose means differ by more than
    /// their seeds' spread explains. Two machines train different
    /// networks from one seed, so both means are draws: the interval is that of their difference (<see cref="StudentInterval.Minus"/>), at a
    /// confidence that lets all parts together raise a false alarm in <see cref="FalseAlarms"/> of the comparisons at most (Bonferroni).
    /// </summary>
    public IReadOnlyList<string> Departures(Verdict received)
    {
        List<string> departures = [];
        if (received.Revision != accepted.Revision) departures.Add($"the registration's revision is {received.Revision}, the baseline's {accepted.Revision}");
        string[] recipes = [.. received.RecipeHashes.Where(run => accepted.RecipeHashes.TryGetValue(run.Key, out string? then) && then != run.Value).Select(run => run.Key)];
        if (recipes.Length > 0) departures.Add($"recipes are not the baseline's: {string.Join(", ", recipes)}");
        double confidence = 1 - FalseAlarms / Math.Max(1, received.Parts.Length);
        foreach (PartVerdict now in received.Parts)
        {
            PartVerdict? then = accepted.Parts.FirstOrDefault(p => p.Name == now.Name);
            // Undefined then and now is no departure.
            if (then is { Interval: null } && now.Interval is null) continue;
            if (then?.Interval is not { } before || now.Interval is not { } after)
            {
                departures.Add($"{now.Name}: there is no interval to compare {(then?.Interval is null ? "with in the baseline" : "now")}");
                continue;
            }
            (double lower, double upper) = after.Minus(before, confidence);
            if (lower > 0 || upper < 0)
            {
                departures.Add(FormattableString.Invariant(
                    $"{now.Name}: mean {after.Mean:f3}, the baseline's {before.Mean:f3}: the interval of the difference, [{lower:f3}, {upper:f3}], leaves out 0"));
            }
        }
        return departures;
    }

    /// <summary>Returns the decisions that differ from the accepted ones, in words: for verdicts whose numbers must be equal.</summary>
    public IReadOnlyList<string> Changes(Verdict received)
    {
        Dictionary<string, string> then = Decisions(accepted), now = Decisions(received);
        return
        [
            .. then.Keys.Union(now.Keys).Where(name => then.GetValueOrDefault(name) != now.GetValueOrDefault(name))
                .Select(name => $"{name}: {now.GetValueOrDefault(name, "missing")}, the baseline's {then.GetValueOrDefault(name, "missing")}"),
        ];

        static Dictionary<string, string> Decisions(Verdict verdict) =>
            new(verdict.Parts.ToDictionary(part => part.Name, part => part.Outcome.ToString())) { [verdict.Claim] = verdict.Outcome.ToString() };
    }
}
