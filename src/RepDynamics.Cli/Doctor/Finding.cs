namespace RepDynamics.Cli.Doctor;

/// <summary>How good a finding is.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Something is missing that not everybody needs.</summary>
    Note,

    /// <summary>Something is missing that everything needs.</summary>
    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What.</param>
/// <param name="Health">How good it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do about it; null where there is nothing to do.</param>
internal sealed record Finding(string Subject, Health Health, string Found, string? Remedy = null);
