using System.Collections.Immutable;

namespace RepDynamics.Reports;

/// <summary>How the latest results of one claim on one profile stand to their baseline.</summary>
/// <param name="Claim">The claim's id.</param>
/// <param name="Profile">The profile's name.</param>
/// <param name="Rule">Which rule of comparison applied and why, as a sentence.</param>
/// <param name="Differences">What differs; empty where nothing does.</param>
public sealed record BaselineComparison(string Claim, string Profile, string Rule, ImmutableArray<BaselineMismatch> Differences)
{
    /// <summary>Whether they depart from the baseline by the rule.</summary>
    public bool Departs => Differences.Any(difference => difference.Counts);
}

/// <summary>One thing that differs from a baseline.</summary>
/// <param name="Name">The file as in a folder of results, or the part of the claim.</param>
/// <param name="Kind">In a word: <c>changed</c>, <c>added</c>, <c>dangling</c>.</param>
/// <param name="Detail">By how much, in words; may be empty.</param>
/// <param name="Counts">Whether the comparison fails by it, or it is within tolerance, or shown to look at only.</param>
/// <param name="Verified">Path of the baseline's file; null where it has none.</param>
/// <param name="Received">Path of the file that differs; null where there is none.</param>
public sealed record BaselineMismatch(string Name, string Kind, string Detail, bool Counts, string? Verified = null, string? Received = null);
