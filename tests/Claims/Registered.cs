using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

/// <summary>The committed registrations, and values that fit them.</summary>
internal static class Registered
{
    internal static string Folder { get; } = Path.Combine(Repository.Root, "experiments", "registrations");

    internal static string ViTSyncFile { get; } = Path.Combine(Folder, "ViTSync.json");

    internal static Registration ViTSync() => Registration.Load(ViTSyncFile);

    /// <summary>Decisions on both parts, each with about the given difference on every seed of the profile.</summary>
    internal static PartVerdict[] Parts(Registration registration, double sgd, double adam, string profile = "cpu") =>
    [
        .. registration.Parts.Zip([sgd, adam], (part, difference) => Decision.From(
            part.Name,
            [.. registration.ForProfile(profile).Seeds.Select(
                seed => SeedValues.Of(seed, part, .5 + difference + (.001 * seed), .5))],
            registration.Margin,
            registration.Confidence,
            registration.Direction)),
    ];

    internal static Verdict Verdict(double sgd = .3, double adam = .2, string profile = "cpu")
    {
        var registration = ViTSync();
        return RepDynamics.Claims.Verdict.Of(
            registration,
            profile,
            Parts(registration, sgd, adam, profile),
            new Dictionary<string, string> { ["ViT-SGD/11"] = "bb", ["ViT-SGD/10"] = "aa", ["ResNet-SGD/10"] = "cc" },
            new Dictionary<string, string> { ["train"] = "ff", ["test"] = "ee" },
            new Dictionary<string, string> { ["os"] = "Debian <12> + \"é\"", ["cpu"] = "AVX2" },
            new DateTimeOffset(2026, 11, 21, 23, 30, 5, 678, TimeSpan.FromHours(1)));
    }
}
