using RepDynamics.Claims;

namespace RepDynamics.Reports;

/// <summary>Where the report reads about one claim on one profile; neither folder need exist.</summary>
/// <param name="Registration">The claim as it is registered now.</param>
/// <param name="Profile">A profile it has seeds for.</param>
/// <param name="Results">The folder that the latest run wrote into.</param>
/// <param name="Baseline">The folder of what was accepted; null where there is no checkout to keep it in.</param>
public sealed record ReportSource(Registration Registration, string Profile, string Results, string? Baseline);
