using System.Collections.Immutable;

namespace RepDynamics.Dynamics;

/// <summary>The epoch axis cut into contiguous phases, and how clearly the phases stand apart.</summary>
/// <param name="Starts">Position of the first snapshot of each phase, in order; the first is 0.</param>
/// <param name="Epochs">Epoch of the first snapshot of each phase; the boundaries to draw are all but the first.</param>
/// <param name="Contrast">Mean of the contrasts of the taps (<see cref="Phases"/>).</param>
/// <param name="Taps">The contrast of each tap at this split, in the order in which the blocks were given.</param>
public sealed record PhaseSplit(
    ImmutableArray<int> Starts, ImmutableArray<int> Epochs, double Contrast, ImmutableArray<TapContrast> Taps);

/// <summary>How clearly the phases of one tap stand apart.</summary>
/// <param name="Tap">Name of the layer.</param>
/// <param name="Contrast">Mean similarity within phases minus mean similarity between phases.</param>
public sealed record TapContrast(string Tap, double Contrast);
