using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

/// <summary>The committed registrations, and values that fit them.</summary>
internal static class Registered
{
    internal static string Folder { get; } = Path.Combine(Repository.Root, "experiments", "registrations");

    internal static string ViTSyncFile { get; } = Path.Combine(Folder, "ViTSync.json");

    internal static Registration ViTSync() => Registration.Load(ViTSyncFile);

    internal static Registration RegionsEvolve() => Registration.Load(Path.Combine(Folder, "RegionsEvolve.json"));

    /// <summary>The committed claims.</summary>
    internal static IEnumerable<string> Ids() => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>Decides a part on differences of seeds 0, 1, ...</summary>
    internal static PartVerdict Decide(
        IEnumerable<double?> differences, double delta, double confidence = .9, Direction direction = Direction.Greater, string? gateFailure = null) =>
        Decision.From(
            "difference",
            [.. differences.Select((difference, i) => new SeedValues { Seed = i, Values = new Dictionary<string, double?>(), Difference = difference })],
            delta, confidence, direction, gateFailure);

    /// <summary>Decisions on all parts of a claim, each with about the given difference on every seed of the profile.</summary>
    internal static PartVerdict[] Parts(Registration registration, IEnumerable<double> differences, string profile = "cpu") =>
    [
        .. registration.Parts.Zip(differences, (part, difference) => Part(
            registration, part, seed => part.Subtrahend is null ? (difference + (.001 * seed), null) : (.5 + difference + (.001 * seed), .5), profile)),
    ];

    /// <summary>The decision on one part from the statistic of its two conditions by seed.</summary>
    internal static PartVerdict Part(
        Registration registration, RegisteredPart part, Func<long, (double? Minuend, double? Subtrahend)> statistic, string profile = "cpu") =>
        Decision.From(
            part.Name,
            [.. registration.ForProfile(profile).Seeds.Select(seed => SeedValues.Of(seed, part, statistic(seed).Minuend, statistic(seed).Subtrahend))],
            part.Margin ?? registration.Margin,
            registration.Confidence,
            registration.Direction) with
        { Decides = part.Decides };

    /// <summary>A verdict on ViTSync: the two parts by CKA decide, those by regions do not.</summary>
    internal static Verdict Verdict(double sgd = .3, double adam = .2, double regions = .15, string profile = "cpu")
    {
        Registration registration = ViTSync();
        return RepDynamics.Claims.Verdict.Of(
            registration,
            profile,
            Parts(registration, [sgd, adam, regions, regions], profile),
            new Dictionary<string, string> { ["ViT-SGD/11"] = "bb", ["ViT-SGD/10"] = "aa", ["ResNet-SGD/10"] = "cc" },
            new Dictionary<string, string> { ["train"] = "ff", ["test"] = "ee" },
            new Dictionary<string, string> { ["os"] = "Debian <12> + \"é\"", ["cpu"] = "AVX2" },
            new DateTimeOffset(2026, 11, 21, 23, 30, 5, 678, TimeSpan.FromHours(1)));
    }
}
