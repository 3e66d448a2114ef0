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

    /// <summary>Makes the verdict on a registered claim from the decisions on its registered parts.</summary>
    /// <param name="profile">A profile with registered seeds.</param>
    /// <param name="parts">Decisions on the registered parts, in their order, with the registered seeds, margin and confidence.</param>
    /// <param name="recipeHashes">Hash of the recipe of every run, by the run's name.</param>
    /// <param name="dataFingerprints">Fingerprint of every data set, by its name.</param>
    /// <exception cref="ArgumentException">The profile or a part differs from the registration; the message says how.</exception>
    public static Verdict Of(
        Registration registration,
        string profile,
        IReadOnlyList<PartVerdict> parts,
        IReadOnlyDictionary<string, string> recipeHashes,
        IReadOnlyDictionary<string, string> dataFingerprints,
        IReadOnlyDictionary<string, string> environment,
        DateTimeOffset date)
    {
        ProfileSeeds seeds = registration.ForProfile(profile);
        Compare("parts", string.Join(", ", registration.Parts.Select(p => p.Name)), string.Join(", ", parts.Select(p => p.Name)));
        foreach ((PartVerdict? part, RegisteredPart? registered) in parts.Zip(registration.Parts))
        {
            Compare($"{part.Name}, seeds", string.Join(", ", seeds.Seeds), string.Join(", ", part.Seeds.Select(s => s.Seed)));
            Compare($"{part.Name}, margin", Text(registered.Margin ?? registration.Margin), Text(part.Delta));
            Compare($"{part.Name}, decides", registered.Decides.ToString(), part.Decides.ToString());
            Compare($"{part.Name}, confidence", Text(registration.Confidence), Text(part.Confidence));
            Compare($"{part.Name}, confidence against the claim", Text(registration.AgainstConfidence), Text(part.AgainstConfidence));
            Compare($"{part.Name}, direction", (registered.Direction ?? registration.Direction).ToString(), part.Direction.ToString());
        }

        return new Verdict
        {
            Claim = registration.Id,
            Profile = profile,
            Revision = registration.Revision,
            Decides = seeds.Decides,
            Outcome = Decision.Overall(parts),
            Parts = [.. parts],
            RecipeHashes = recipeHashes,
            DataFingerprints = dataFingerprints,
            Environment = environment,
            Date = date,
        };

        void Compare(string what, string registered, string found)
        {
            if (registered != found)
                throw new ArgumentException($"Claim {registration.Id}, {what}: registered {registered}, found {found}.", nameof(parts));
        }

        static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
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
