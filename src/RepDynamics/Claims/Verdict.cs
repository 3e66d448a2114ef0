namespace RepDynamics.Claims;

/// <summary>The decision on a claim, with everything needed to check and repeat it.</summary>
public sealed record Verdict
{
    /// <summary>Id of the claim.</summary>
    public required string Claim { get; init; }

    /// <summary>Profile whose runs decided.</summary>
    public required string Profile { get; init; }

    /// <summary>Revision of the registration.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the profile decides the claim; false for <c>smoke</c>.</summary>
    public required bool Decides { get; init; }

    /// <summary>The decision: <see cref="Decision.Overall"/> of the parts.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The parts, in the order of the registration.</summary>
    public required ImmutableArray<PartVerdict> Parts { get; init; }

    /// <summary>Hash of the recipe of every run, by the run's name.</summary>
    public required IReadOnlyDictionary<string, string> RecipeHashes
    {
        get;
        init => field = StrictJson.Ordered(value);
    }

    /// <summary>Fingerprint of every data set, by its name (<see cref="Data.ImageSet.Fingerprint"/>).</summary>
    public required IReadOnlyDictionary<string, string> DataFingerprints
    {
        get;
        init => field = StrictJson.Ordered(value);
    }

    /// <summary>Facts about machine and software, by name.</summary>
    public required IReadOnlyDictionary<string, string> Environment
    {
        get;
        init => field = StrictJson.Ordered(value);
    }

    /// <summary>When the decision was made, in UTC, to the second.</summary>
    public required DateTimeOffset Date
    {
        get;
        init => field = new DateTimeOffset(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    /// <summary>Describes the verdict: a line for the claim and one for each part, joined by line feeds.</summary>
    public string Describe()
    {
        string caution = Decides ? "" : " (this profile only exercises the plumbing: its verdict means nothing)";
        string whole = $"{Claim} on {Profile}: {Outcome.Words()}{caution}";
        string[] mixed = Outcome != Outcome.Mixed ? [] :
        [
            $"  reproduced: {string.Join("; ", Parts.Where(part => part.Decides && part.Outcome == Outcome.Reproduced).Select(part => part.Name))}",
            $"  against it: {string.Join("; ", Parts.Where(part => part.Decides && part.IsAgainst).Select(part => part.Name))}",
        ];
        return string.Join("\n", [whole, .. mixed, .. Parts.Select(part => $"  {part.Name}{(part.Decides ? "" : " (reported, not deciding)")}: {part.Outcome.Words()}. {part.Reason}")]);
    }
}
