using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Baselines;

/// <summary>A folder of baselines that no experiment writes any more.</summary>
/// <param name="Folder">Relative to the folder of all baselines: <c>cpu/ViTSync</c>.</param>
/// <param name="Reason">Why no experiment writes it, as a sentence.</param>
internal sealed record DanglingBaseline(string Folder, string Reason)
{
    /// <summary>Returns the folders that belong to no claim or no profile.</summary>
    /// <param name="baselines">The folder of all baselines, <c>PROFILE/CLAIM/</c> below it; need not exist.</param>
    public static ImmutableArray<DanglingBaseline> In(string baselines, IReadOnlyCollection<Registration> claims, IReadOnlyCollection<string> profiles) =>
    [
        .. from profile in Folders(baselines)
           from claim in profiles.Contains(profile) ? Folders(Path.Combine(baselines, profile)) : [""]
           where claim != RunValues.FolderName
           let registration = claims.FirstOrDefault(c => c.Id == claim)
           where registration?.Profiles.ContainsKey(profile) != true
           select claim.Length == 0
               ? new DanglingBaseline(profile, $"There is no profile {profile}.")
               : new($"{profile}/{claim}", registration is null ? $"There is no claim {claim}." : $"{claim} is not registered for the profile {profile}."),
    ];

    private static IEnumerable<string> Folders(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.GetDirectories(folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);
}
