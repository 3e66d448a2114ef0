using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

/// <summary>The committed registrations; samples of simple ones, which do not change with the claims; and values that fit these.</summary>
internal static class Registered
{
    internal static string Folder { get; } = Path.Combine(Repository.Root, "experiments", "registrations");

    private static readonly string Samples = Path.Combine(Repository.Root, "tests", "Claims", "samples");

    internal static string ViTSyncFile { get; } = Path.Combine(Samples, "ViTSync.json");

    internal static Registration ViTSync() => Registration.Load(ViTSyncFile);

    internal static Registration RegionsEvolve() => Registration.Load(Path.Combine(Samples, "RegionsEvolve.json"));

    /// <summary>The committed claims.</summary>
    internal static IEnumerable<string> Ids() => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>Those on the paper: a user's own claims may have other seeds, profiles and conditions.</summary>
    internal static IEnumerable<string> IdsOnThePaper() => Ids().Where(id => Registration.Load(Path.Combine(Folder, id + ".json")).Paper.StartsWith("arXiv 2405.17377", StringComparison.Ordinal));

    /// <summary>Decides a part on differences of seeds 0, 1, ...</summary>
    internal static PartVerdict Decide(
        IEnumerable<double?> differences, double delta, double confidence = .9, Direction direction = Direction.Greater, string? gateFailure = null, int parts = 1) =>
        Decide("difference", [.. differences.Select((difference, i) => new SeedValues { Seed = i, Values = new Dictionary<string, double?>(), Difference = difference })],
            delta, confidence, direction, gateFailure, parts);

    /// <summary>Decides a part.</summary>
    internal static PartVerdict Decide(
        string name, IEnumerable<SeedValues> seeds, double delta, double confidence = .9, Direction direction = Direction.Greater, string? gateFailure = null,
        int parts = 1) => Decision.Of(new()
        {
            Name = name,
            Seeds = [.. seeds],
            Delta = delta,
            Confidence = confidence,
            AgainstConfidence = Decision.AgainstConfidence(confidence, parts),
            Direction = direction,
            GateFailure = gateFailure,
        });

    /// <summary>Decisions on all parts of a claim, each with about the given difference on every seed of the profile.</summary>
    internal static PartVerdict[] Parts(Registration registration, IEnumerable<double> differences, string profile = "cpu") =>
    [
        .. registration.Parts.Zip(differences, (part, difference) => Part(
            registration, part, seed => part.Subtrahend.IsEmpty ? (difference + (.001 * seed), null) : (.5 + difference + (.001 * seed), .5), profile)),
    ];

    /// <summary>The decision on one part from the statistic of its conditions by seed, the same for all of one side.</summary>
    internal static PartVerdict Part(
        Registration registration, RegisteredPart part, Func<long, (double? Minuend, double? Subtrahend)> statistic, string profile = "cpu") =>
        Decide(
            part.Name,
            registration.ForProfile(profile).Seeds.Select(seed => Values(seed, part, statistic(seed).Minuend, statistic(seed).Subtrahend)),
            part.Margin ?? registration.Margin, registration.Confidence, part.Direction ?? registration.Direction, parts: registration.Parts.Count(p => p.Decides)) with
        { Decides = part.Decides };

    /// <summary>Values of one seed, the same for all conditions of one side.</summary>
    internal static SeedValues Values(long seed, RegisteredPart part, double? minuend, double? subtrahend) =>
        SeedValues.Of(seed, part, condition => part.Minuend.Contains(condition) ? minuend : subtrahend);

    /// <summary>The verdict on a claim by decisions on its parts.</summary>
    internal static Verdict Decided(Registration registration, IReadOnlyList<PartVerdict> parts, string profile = "cpu") => new()
    {
        Claim = registration.Id,
        Profile = profile,
        Revision = registration.Revision,
        Decides = registration.ForProfile(profile).Decides,
        Outcome = Decision.Overall(parts),
        Parts = [.. parts],
        RecipeHashes = new Dictionary<string, string>(),
        DataFingerprints = new Dictionary<string, string>(),
        Environment = new Dictionary<string, string>(),
        Date = DateTimeOffset.UnixEpoch,
    };

    /// <summary>A verdict on ViTSync: the two parts by CKA decide, those by regions do not.</summary>
    internal static Verdict Verdict(double sgd = .3, double adam = .2, double regions = .15, string profile = "cpu")
    {
        Registration registration = ViTSync();
        return Decided(registration, Parts(registration, [sgd, adam, regions, regions], profile), profile) with
        {
            RecipeHashes = new Dictionary<string, string> { ["ViT-SGD/11"] = "bb", ["ViT-SGD/10"] = "aa", ["ResNet-SGD/10"] = "cc" },
            DataFingerprints = new Dictionary<string, string> { ["train"] = "ff", ["test"] = "ee" },
            Environment = new Dictionary<string, string> { ["os"] = "Debian <12> + \"é\"", ["cpu"] = "AVX2" },
            Date = new DateTimeOffset(2026, 11, 21, 23, 30, 5, 678, TimeSpan.FromHours(1)),
        };
    }
}
