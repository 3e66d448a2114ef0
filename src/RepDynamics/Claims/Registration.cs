using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>One claim and how it is decided, registered before the runs that decide it.</summary>
/// <remarks>
/// A committed JSON file named after the claim. A later change is a new revision with a reason. Statistics are chosen on runs that
/// have been looked at, so that registrations use other seeds.
/// </remarks>
public sealed record Registration
{
    /// <summary>
    /// The smallest seed that a registration may use: 0 to 2 belong to the pilot, and 4 to 9 are reserved for an independent replication. Of this
    /// project's claims, 10 to 14 were looked at by the first edition, 15 to 19 serve exploration, and seeds that decide start at 20 (a test).
    /// </summary>
    public const long FirstSeed = 10;

    /// <summary>Name of the claim, equal to the name of the file: letters and digits, such as <c>ViTSync</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The claim in one sentence, in this project's words.</summary>
    public required string Sentence { get; init; }

    /// <summary>Where the paper makes the claim.</summary>
    public required string Paper { get; init; }

    /// <summary>The statistic that decides, in words.</summary>
    public required string Statistic { get; init; }

    /// <summary>Which differences speak for the claim, in parts that do not say otherwise.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The margin, in units of the statistic, at least 0.</summary>
    public required double Margin { get; init; }

    /// <summary>Nominal coverage of the t interval, in (0, 1).</summary>
    public required double Confidence { get; init; }

    /// <summary>The conditions, each with a description.</summary>
    public required IReadOnlyDictionary<string, string> Conditions
    {
        get;
        init => field = StrictJson.Ordered(value);
    }

    /// <summary>The comparisons to make, at least one.</summary>
    public required ImmutableArray<RegisteredPart> Parts { get; init; }

    /// <summary>How the parts decide the claim, in words; implemented by <see cref="Decision.Overall"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>Seeds by profile, at least one profile.</summary>
    public required IReadOnlyDictionary<string, ProfileSeeds> Profiles
    {
        get;
        init => field = StrictJson.Ordered(value);
    }

    /// <summary>The confidence of the intervals that speak against the claim: <see cref="Decision.AgainstConfidence"/>, by the parts that decide.</summary>
    [JsonIgnore]
    public double AgainstConfidence => Decision.AgainstConfidence(Confidence, Parts.Count(part => part.Decides));

    /// <summary>Date of the current revision.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Number of the current revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>All revisions from the first to the current one, each with its reason.</summary>
    public required ImmutableArray<RegistrationRevision> Revisions { get; init; }

    /// <summary>Reads and checks a registration.</summary>
    /// <param name="file">Path of the JSON file, named after the claim.</param>
    /// <exception cref="ClaimFileException">
    /// The file is missing; a field is unknown, missing, doubled or of the wrong type; or a value breaks a rule stated on the
    /// properties. The message names file and field.
    /// </exception>
    public static Registration Load(string file)
    {
        Registration registration = StrictJson.Read<Registration>(file);
        new RegistrationRules(registration, file).Check();
        return registration;
    }

    /// <summary>The seeds registered for a profile.</summary>
    /// <exception cref="ArgumentException">No seeds are registered for it; the message lists the profiles with seeds.</exception>
    public ProfileSeeds ForProfile(string profile) => Profiles.TryGetValue(profile, out ProfileSeeds? seeds)
        ? seeds
        : throw new ArgumentException($"Claim {Id} has no seeds for profile {profile}; it has some for: {string.Join(", ", Profiles.Keys)}.", nameof(profile));
}

/// <summary>The seeds of one profile.</summary>
/// <param name="Seeds">All different, none below <see cref="Registration.FirstSeed"/>; at least 2 where they decide, else at least 1.</param>
/// <param name="Decides">Whether verdicts on this profile decide the claim.</param>
/// <param name="Purpose">What the profile is for, in words.</param>
public sealed record ProfileSeeds(ImmutableArray<long> Seeds, bool Decides, string Purpose)
{
    /// <summary>
    /// What the runs were registered with: the hash of every condition's recipe without its seed, and, as <c>regions</c>, that of how regions are
    /// measured. Null, and absent from the file, before it is pinned: a registration that decides is pinned before its runs.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Recipes { get; init; }
}

/// <summary>One revision of a registration.</summary>
/// <param name="Revision">Number, from 1.</param>
/// <param name="Date">Date, not before that of the revision before.</param>
/// <param name="Reason">Why it was made.</param>
public sealed record RegistrationRevision(int Revision, DateOnly Date, string Reason);
