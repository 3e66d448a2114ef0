namespace RepDynamics.Probes;

/// <summary>Which representation a probe reads; every error names it.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Tap">The layer.</param>
/// <param name="Epoch">The snapshot's epoch.</param>
public sealed record ProbeSubject(string Run, string Tap, int Epoch)
{
    /// <summary>As messages tell it: <c>RUN, tap TAP, epoch EPOCH</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Run}, tap {Tap}, epoch {Epoch}");
}
