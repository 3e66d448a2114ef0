using System.Collections.Immutable;
using RepDynamics.Claims;

namespace RepDynamics.Baselines;

/// <summary>A folder of baselines that no experiment writes any more.</summary>
/// <param name="Folder">Relative to the folder of all baselines: <c>cpu/ViTSync</c>.</param>
/// <param name="Reason">Why no experiment writes it, as a sentence.</param>
public sealed record DanglingBaseline(string Folder, string Reason);

/// <summary>Finds baselines that no test compares with.</summary>
public static class DanglingBaselines
{
    /// <summary>Returns the folders that belong to no claim or no profile.</summary>
    /// <param name="baselines">The folder of all baselines, <c>PROFILE/CLAIM/</c> below it; need not exist.</param>
    /// <param name="claims">The claims there are.</param>
    /// <param name="profiles">The names of the profiles there are.</param>
    public static ImmutableArray<DanglingBaseline> In(
        string baselines, IReadOnlyCollection<Registration> claims, IReadOnlyCollection<string> profiles)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(baselines);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(profiles);
        return Directory.Exists(baselines)
            ? [.. Folders(baselines).SelectMany(profile => OfProfile(profile, Path.Combine(baselines, profile), claims, profiles))]
            : [];
    }

    private static IEnumerable<DanglingBaseline> OfProfile(
        string profile, string folder, IReadOnlyCollection<Registration> claims, IReadOnlyCollection<string> profiles)
    {
        if (!profiles.Contains(profile)) return [new(profile, $"There is no profile {profile}.")];
        return Folders(folder).Select(claim => Reason(claim, profile, claims) is { } reason ? new DanglingBaseline($"{profile}/{claim}", reason) : null)
            .OfType<DanglingBaseline>();
    }

    private static string? Reason(string claim, string profile, IReadOnlyCollection<Registration> claims) =>
        claims.FirstOrDefault(c => c.Id == claim) is not { } registration ? $"There is no claim {claim}."
        : registration.Profiles.ContainsKey(profile) ? null
        : $"{claim} is not registered for the profile {profile}.";

    private static IEnumerable<string> Folders(string folder) =>
        Directory.GetDirectories(folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);
}
