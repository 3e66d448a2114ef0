using RepDynamics.Claims;

namespace RepDynamics.Experiments.Harness;

/// <summary>
/// The accepted verdict beside the accepted figures, and the rule it implies. Training is chaotic: where the data, the kernels or the
/// processor differ, the same recipe ends in another network, and only the claim's statistic can be compared.
/// </summary>
internal sealed class Baseline
{
    // Everything that decides the bits of a number on canonical numerics.
    private static readonly string[] Deciding = ["cpu", "device", "instructionSet", "libtorch", "numerics", "packages"];

    private readonly Verdict? accepted;

    private Baseline(Verdict? accepted) => this.accepted = accepted;

    public static string FileName => "verdict.verified.json";

    public static Baseline Of(string folder)
    {
        string file = Path.Combine(folder, FileName);
        return new Baseline(File.Exists(file) ? VerdictFile.Read(file) : null);
    }

    /// <summary>Why numbers and figures cannot be compared exactly; null when they can.</summary>
    public string? WhyNotExact(Verdict received)
    {
        if (accepted is null) return null;
        List<string> differences = [];
        foreach (string fact in Deciding)
        {
            string then = accepted.Environment.GetValueOrDefault(fact, "unknown"), now = received.Environment.GetValueOrDefault(fact, "unknown");
            if (then != now) differences.Add($"{fact} is {now}, the baseline's {then}");
        }
        if (!accepted.DataFingerprints.SequenceEqual(received.DataFingerprints)) differences.Add("the data is other data");
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    /// <summary>The parts whose mean now lies outside the accepted interval, in words; empty when none does.</summary>
    public IReadOnlyList<string> Departures(Verdict received)
    {
        List<string> departures = [];
        foreach (PartVerdict now in received.Parts)
        {
            PartVerdict? then = accepted?.Parts.FirstOrDefault(p => p.Name == now.Name);
            if (then?.Interval is { } interval && now.Interval is { } current && (current.Mean < interval.Lower || current.Mean > interval.Upper))
                departures.Add(FormattableString.Invariant($"{now.Name}: mean {current.Mean:f3} is outside the baseline's interval [{interval.Lower:f3}, {interval.Upper:f3}]"));
        }
        return departures;
    }
}
