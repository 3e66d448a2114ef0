using RepDynamics.Probes;
using RepDynamics.Similarity;

namespace RepDynamics.Regions;

/// <summary>The decision regions of one run: every tap at every snapshot, on two sets of planes, and how well the probes do.</summary>
public sealed record RunRegions
{
    /// <summary>On planes through held-out images.</summary>
    public required PlaneRegions HeldOut { get; init; }

    /// <summary>On planes around mislabelled training images; null where no label is wrong.</summary>
    public required PlaneRegions? Mislabelled { get; init; }

    /// <summary>On planes around rightly labelled training images; null where none serves.</summary>
    public PlaneRegions? RightlyLabelled { get; init; }

    /// <summary>The pieces of the network's own decision around t*; null where no label is wrong, or t* is undefined.</summary>
    public OutputPieces? Pieces { get; init; }

    /// <summary>The probes, snapshot by snapshot, taps in the network's order; the output has none.</summary>
    public required ImmutableArray<ProbeReport> Probes { get; init; }
}

/// <summary>How many pieces the network's own decision falls into (<see cref="Fragmentation"/>), at some snapshots.</summary>
/// <param name="Epochs">The snapshots, increasing.</param>
/// <param name="Wrong">Mean number of pieces of a plane around a wrongly labelled training image, at each.</param>
/// <param name="Right">The same around rightly labelled ones.</param>
public sealed record OutputPieces(ImmutableArray<int> Epochs, ImmutableArray<double> Wrong, ImmutableArray<double> Right);

/// <summary>The regions of one run on one set of planes.</summary>
public sealed record PlaneRegions
{
    /// <summary>The three images behind each plane, <c>[planes]</c> of three.</summary>
    public required ImmutableArray<ImmutableArray<CornerImage>> Planes { get; init; }

    /// <summary>Every tap in the network's order, the output last: its maps by increasing epoch.</summary>
    public required ImmutableArray<TapRegions> Taps { get; init; }

    /// <summary>How much the regions of two epochs agree, tap by tap (<see cref="RegionSimilarity"/>).</summary>
    public IReadOnlyList<EpochSimilarity> Similarities => field ??= [.. Taps.Select(tap => RegionSimilarity.Of(tap.Maps))];

    /// <summary>The maps of one tap.</summary>
    /// <exception cref="ArgumentException">There is no such tap; the message lists those there are.</exception>
    public TapRegions this[string tap] => Taps.FirstOrDefault(t => t.Tap == tap)
        ?? throw new ArgumentException($"There is no tap {tap}: there are {string.Join(", ", Taps.Select(t => t.Tap))}.", nameof(tap));
}

/// <summary>The regions of one tap, snapshot by snapshot.</summary>
/// <param name="Tap">The layer; <c>output</c> is the network's own decision.</param>
/// <param name="Maps">By increasing epoch, on the same planes.</param>
public sealed record TapRegions(string Tap, ImmutableArray<RegionMap> Maps);

/// <summary>One of the three images behind a plane.</summary>
/// <param name="Index">Its place in its set.</param>
/// <param name="GivenLabel">The label the network was given; that of a held-out image is the true one.</param>
/// <param name="Shape">Channels, height, width.</param>
/// <param name="Pixels">Its bytes, <c>[channels, height, width]</c>.</param>
public sealed record CornerImage(
    int Index, PlanePosition Place, int TrueLabel, int GivenLabel, ImmutableArray<int> Shape, ImmutableArray<byte> Pixels);
