using System.Globalization;

namespace RepDynamics.Probes;

/// <summary>Thrown when a fit ends before its tolerance: such a probe is not a function of the representation.</summary>
public sealed class ProbeException : Exception
{
    internal ProbeException(ProbeSubject subject, int iterations, double gradientNorm, ProbeOptions options)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"{subject}: the probe was not fitted after {iterations} of at most {options.MaximalIterations} Newton steps: its gradient is {gradientNorm:0.0e0} of the one at zero, where at most {options.GradientTolerance:0.0e0} was asked (L2 = {options.L2:g4}). Raise MaximalIterations, GradientTolerance or L2."))
    {
    }
}

/// <summary>The representation that a probe reads; every error names it.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Tap">The layer.</param>
/// <param name="Epoch">The snapshot's epoch.</param>
public sealed record ProbeSubject(string Run, string Tap, int Epoch)
{
    /// <summary>The text in messages: <c>RUN, tap TAP, epoch EPOCH</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Run}, tap {Tap}, epoch {Epoch}");
}
