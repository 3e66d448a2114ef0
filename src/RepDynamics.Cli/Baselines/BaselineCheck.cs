using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Cli.Baselines;

/// <summary>How results stand to their baseline.</summary>
internal enum BaselineState
{
    /// <summary>Nothing was accepted yet, or there is no checkout that could keep it.</summary>
    None,

    /// <summary>Numbers equal, figures alike; or, on other numerics, as near as other networks come (<see cref="AcceptedVerdict.LooseRule"/>).</summary>
    Agrees,

    /// <summary>They depart from it.</summary>
    Departs,
}

/// <summary>The comparison of results with their baseline, by the rules of <c>dotnet test</c>.</summary>
/// <param name="State">How they stand.</param>
/// <param name="Detail">In words, one line.</param>
internal sealed record BaselineCheck(BaselineState State, string Detail)
{
    /// <summary>Compares.</summary>
    /// <param name="results">What was found, complete and written.</param>
    /// <param name="baseline">The baseline's folder; null when there is no checkout.</param>
    public static BaselineCheck Of(ClaimResults results, string? baseline)
    {
        if (baseline is null) return new(BaselineState.None, "there is no checkout with a baseline");
        if (!Directory.Exists(baseline)) return new(BaselineState.None, "nothing was accepted yet");
        AcceptedVerdict accepted = AcceptedVerdict.In(baseline);
        if (accepted.WhyNotExact(results.Verdict) is { } why)
        {
            string[] departures =
            [
                .. accepted.Departures(results.Verdict),
                .. BaselineDifference.Between(results.Folder, baseline, FigureTolerance.OtherNetworks)
                    .Where(change => change.IsFigure && change.Noticed).Select(change => $"{change.Name} {change.Kind.ToString().ToLowerInvariant()} {change.Detail}".TrimEnd()),
            ];
            return departures.Length == 0
                ? new(BaselineState.Agrees, $"compared {AcceptedVerdict.LooseRule}, because {why}")
                : new(BaselineState.Departs, $"{string.Join("; ", departures)} (compared {AcceptedVerdict.LooseRule}, because {why})");
        }
        string[] noticed =
        [
            .. BaselineDifference.Between(results.Folder, baseline)
                .Where(change => change.Noticed)
                .Select(change => $"{change.Name} {change.Kind.ToString().ToLowerInvariant()}"),
        ];
        return noticed.Length == 0
            ? new(BaselineState.Agrees, "numbers equal, figures alike")
            : new(BaselineState.Departs, string.Join(", ", noticed));
    }
}
