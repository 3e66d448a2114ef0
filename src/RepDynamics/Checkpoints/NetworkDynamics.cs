using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>The statistics of docs/design.md#statistics for layers that were measured alike; null where one is not defined.</summary>
/// <param name="Synchrony"><see cref="Dynamics.Synchrony.Scaled"/>, in [-1, 1].</param>
/// <param name="Phases">The split that all layers share, with each one's contrast (<see cref="Dynamics.Phases.Common"/>).</param>
/// <param name="PhaseContrast">The mean over layers of the contrast of each one's own best split (<see cref="Dynamics.PhaseContrast"/>).</param>
/// <param name="Evolution">Of every layer, in the order of <paramref name="Layers"/> (<see cref="Dynamics.Evolution.Of"/>).</param>
/// <param name="ShallowEvolution">The mean over the half nearer to the input; without the middle one of an odd number.</param>
/// <param name="DeepEvolution">The mean over the half nearer to the output.</param>
/// <param name="Transition">At the epoch of perfect fit (<see cref="Dynamics.Transition"/>); null where that epoch was not given.</param>
public sealed record NetworkDynamics(
    string Measure, ImmutableArray<string> Layers, double? Synchrony, PhaseSplit? Phases, double? PhaseContrast, ImmutableArray<double> Evolution,
    double? ShallowEvolution, double? DeepEvolution, Transition? Transition, ImmutableArray<string> Undefined)
{
    private const int FewestOfSynchrony = 3;

    // Similarities that differ by less are equal: StreamedCka's accuracy.
    private const double Rounding = 1e-5;

    /// <summary>Reads the statistics off the matrices.</summary>
    /// <param name="layers">At least one, from the input to the output, all with the same measure and at least 2 epochs.</param>
    /// <param name="perfectFit">The epoch t* of perfect fit, at least 1; null where it is not known.</param>
    /// <exception cref="ArgumentException">There is no layer, one comes twice, or they differ in measure or epochs.</exception>
    public static NetworkDynamics Of(IReadOnlyList<EpochSimilarity> layers, int? perfectFit = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0) throw new ArgumentException("Statistics are of at least one layer, found none.", nameof(layers));
        const int Fewest = Dynamics.Phases.FewestSnapshots;
        (bool several, bool lasting) = (layers.Count > 1, layers[0].Count >= Fewest);
        bool changing = layers.Any(l => l.UpperTriangle() is var entries && entries.Max() - entries.Min() > Rounding);
        bool together = several && changing && layers[0].Count >= FewestOfSynchrony;
        EpochSimilarity? still = layers.FirstOrDefault(layer => !Dynamics.Evolution.IsThere(layer));
        Transition? transition = perfectFit is { } epoch && still is null ? Dynamics.Transition.At(layers, epoch) : null;
        PhaseSplit? phases = lasting && changing ? Dynamics.Phases.Common(layers) : null;
        if (phases?.Contrast <= Rounding) phases = null;
        double? synchrony = together ? Dynamics.Synchrony.Scaled(layers) : null;
        List<string> undefined = [];
        if (!several) undefined.Add("Synchrony, and shallow against deep layers, take at least 2 layers.");
        else if (layers[0].Count < FewestOfSynchrony) undefined.Add($"Synchrony takes at least {FewestOfSynchrony} epochs.");
        else if (changing && synchrony is null) undefined.Add("Synchrony takes layers that all change.");
        if (!lasting) undefined.Add(string.Create(CultureInfo.InvariantCulture, $"Phases take at least {Fewest} epochs, found {layers[0].Count}."));
        else if (changing && phases is null) undefined.Add("There are no phases: epochs next to each other are no more similar than others.");
        if (!changing && layers[0].Count >= FewestOfSynchrony) undefined.Add("All similarities are equal: there is nothing that could be synchronous or fall into phases.");
        if (perfectFit is null) undefined.Add("A transition is looked for at an epoch of perfect fit, which was not given.");
        else if (still is not null) undefined.Add($"A transition takes layers that all change; {still.Tap} does not.");
        if (transition?.Undefined is { } reason) undefined.Add(reason);
        return new(
            layers[0].MeasureName, [.. layers.Select(l => l.Tap)],
            synchrony,
            phases,
            phases is null ? null : Dynamics.PhaseContrast.Of(layers),
            [.. layers.Select(Dynamics.Evolution.Of)],
            several ? Dynamics.Evolution.Shallow(layers) : null,
            several ? Dynamics.Evolution.Deep(layers) : null,
            transition,
            [.. undefined]);
    }
}
