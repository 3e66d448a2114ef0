using System.Collections.Immutable;
using RepDynamics.Probes;
using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

/// <summary>The regions of a run that never was: maps by chance, small enough to look at.</summary>
internal static class SyntheticRuns
{
    public const int Resolution = 4;
    public const int Classes = 3;

    public static readonly string[] Taps = ["stem", "block1", "output"];

    /// <param name="epochs">The snapshots.</param>
    /// <param name="mislabelled">Whether some labels are wrong.</param>
    /// <param name="channels">Channels of the images behind the planes.</param>
    /// <param name="taps">The network's taps; three by default.</param>
    public static RunRegions Regions(IReadOnlyList<int> epochs, bool mislabelled = true, int channels = 3, string[]? taps = null) => new()
    {
        HeldOut = Planes("held-out planes", epochs, taps ?? Taps, 2, channels, givenOffset: 0),
        Mislabelled = mislabelled ? Planes("mislabelled planes", epochs, taps ?? Taps, 1, channels, givenOffset: 1) : null,
        Probes =
        [
            .. epochs.SelectMany(epoch => (taps ?? Taps).SkipLast(1).Select((tap, depth) => new ProbeReport(
                tap, epoch, 0.75, 0.25 + 0.01 * epoch, mislabelled ? 1 / 3.0 : null, Iterations: 4 + depth, GradientNorm: 1e-9))),
        ],
    };

    private static PlaneRegions Planes(string name, IReadOnlyList<int> epochs, string[] taps, int planes, int channels, int givenOffset) => new()
    {
        Planes = [.. Enumerable.Range(0, planes).Select(plane => Enumerable.Range(0, 3).Select(i => Corner(3 * plane + i, channels, givenOffset)).ToImmutableArray())],
        Taps =
        [
            .. taps.Select((tap, depth) => new TapRegions(tap, [.. epochs.Select(epoch => new RegionMap(
                tap, epoch, name, Resolution, Classes, Maps.Random(planes * Resolution * Resolution, Classes, seed: 100 * depth + epoch + givenOffset)))])),
        ],
    };

    // Of 2 rows and 1 column, every byte different; the first of three is given another label where labels are wrong.
    private static CornerImage Corner(int index, int channels, int givenOffset)
    {
        int label = index % Classes, given = index % 3 == 0 ? (label + givenOffset) % Classes : label;
        PlanePosition place = new(index % 3 == 2 ? Resolution - 1 : 0, index % 3 == 1 ? 2.5 : 0.25);
        return new(index, place, label, given, [channels, 2, 1], [.. Enumerable.Range(0, 2 * channels).Select(i => (byte)(10 * index + i))]);
    }
}
