using RepDynamics.Probes;

namespace RepDynamics.Regions;

/// <summary>How the decision regions of a run are measured: which planes, how fine, by which probes.</summary>
/// <remarks>
/// The paper's own numbers of triplets and points are not at hand; Somepalli et al. (2022), whom it follows, use 500 triplets and 50 x 50
/// points. Few triplets widen the interval over planes; they bias nothing.
/// </remarks>
public sealed record RegionOptions
{
    /// <summary>The largest number of images for a probe, which stores a number for every two of them.</summary>
    public const int MostProbeImages = 20_000;

    /// <summary>Planes through held-out images, at least 1: similarity is measured on these (default 20; docs/design.md#measures).</summary>
    public int Triplets { get; init; } = 20;

    /// <summary>
    /// Planes around wrongly, and as many around rightly labelled training images (default 20); 0: none. Fewer where fewer images serve
    /// (<see cref="Triplets.Around"/>), none around wrongly labelled ones where no label is wrong.
    /// </summary>
    public int MislabelledTriplets { get; init; } = 20;

    /// <summary>R: a plane has R x R points, at least 2 (default 30).</summary>
    public int Resolution { get; init; } = 30;

    /// <summary>Probes are fitted to this many training images, from the first, 2 to <see cref="MostProbeImages"/>; to all where there are fewer (default 1000).</summary>
    public int ProbeImages { get; init; } = 1000;

    /// <summary>Probes are judged on this many held-out images, from the first, at least 1; on all where there are fewer (default 400).</summary>
    public int HeldOutImages { get; init; } = 400;

    /// <summary>
    /// Planes around wrongly and as many around rightly labelled training images, on which the pieces of the network's own decision are counted,
    /// at <see cref="OutputTimes"/> around t* (default 50); 0: none are.
    /// </summary>
    public int OutputTriplets { get; init; } = 50;

    /// <summary>Points along each side of these planes, at least 2 (default 30).</summary>
    public int OutputResolution { get; init; } = 30;

    /// <summary>At which multiples of t* pieces are counted, at the nearest snapshots: three in each window of <c>AroundFit.Rise</c>.</summary>
    public static ImmutableArray<double> OutputTimes { get; } = [.. Enumerable.Range(0, 9).Select(i => Math.Pow(3, (i + 0.5) / 3) / 6)];

    /// <summary>How probes are fitted.</summary>
    public ProbeOptions Probe { get; init; } = new();

    /// <summary>These options, if every number is in its range.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public RegionOptions Validated()
    {
        Check(Triplets, 1, nameof(Triplets));
        Check(MislabelledTriplets, 0, nameof(MislabelledTriplets));
        Check(Resolution, 2, nameof(Resolution));
        Check(OutputTriplets, 0, nameof(OutputTriplets));
        Check(OutputResolution, 2, nameof(OutputResolution));
        Check(ProbeImages, 2, nameof(ProbeImages));
        if (ProbeImages > MostProbeImages)
            throw new ArgumentException($"RegionOptions.ProbeImages is {ProbeImages}: it must be at most {MostProbeImages}.");
        Check(HeldOutImages, 1, nameof(HeldOutImages));
        Probe.Validated();
        return this;

        static void Check(int value, int least, string field)
        {
            if (value < least) throw new ArgumentException($"RegionOptions.{field} is {value}: it must be at least {least}.");
        }
    }
}
