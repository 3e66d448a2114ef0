using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Probes;
using RepDynamics.Regions;

namespace RepDynamics.Runs;

/// <summary>How the decision regions of snapshots are measured.</summary>
internal sealed record RegionMeasure(RegionOptions Options)
{
    /// <summary>
    /// The measure's name in a run's folder: planes, points along a side, images of probes, and a hash of all options, such as
    /// <c>regions-20+20x30-1000-1f3a5b7c</c>.
    /// </summary>
    public string Name { get; } =
        $"regions-{Options.Triplets}+{Options.MislabelledTriplets}x{Options.Resolution}-{Options.ProbeImages}-{CanonicalJson.Hash(Options)[..8]}";

    /// <summary>A hash of everything besides the run's snapshots that decides the numbers.</summary>
    public string Identity { get; } = CanonicalJson.Hash(new { Options, Sources = HostEnvironment.MeasureSources });
}

/// <summary>
/// The regions of a run as JSON, with the identity of the measure; the class of every grid point is a byte, in
/// base64, epoch by epoch, plane by plane, row by row.
/// </summary>
internal static class RegionFile
{
    /// <param name="regions">At least one tap and epoch.</param>
    public static void Write(Stream stream, string identity, RunRegions regions) =>
        JsonSerializer.Serialize(
            stream,
            new Stored(
                identity, Store(regions.HeldOut), regions.Mislabelled is { } wrong ? Store(wrong) : null, regions.RightlyLabelled is { } right ? Store(right) : null,
                regions.Pieces, regions.Probes),
            JsonFormat.StrictAscii);

    /// <summary>Reads the regions; null if the file has another identity, cannot be read or contradicts itself, so that they are measured again.</summary>
    public static RunRegions? Read(ReadOnlySpan<byte> file, string identity)
    {
        try
        {
            Stored? stored = JsonSerializer.Deserialize<Stored>(file, JsonFormat.StrictAscii);
            if (stored?.Identity != identity) return null;
            RunRegions regions = new()
            {
                HeldOut = Load(stored.HeldOut),
                Mislabelled = stored.Mislabelled is { } wrong ? Load(wrong) : null,
                RightlyLabelled = stored.RightlyLabelled is { } right ? Load(right) : null,
                Pieces = stored.Pieces,
                Probes = stored.Probes,
            };
            RequireOneRun(regions);
            return regions;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static StoredPlanes Store(PlaneRegions regions)
    {
        RegionMap first = regions.Taps[0].Maps[0];
        return new(
            first.Planes, first.Resolution, first.Classes,
            [.. regions.Taps[0].Maps.Select(map => map.Epoch)],
            [.. regions.Planes.Select(plane => plane.Select(Store).ToImmutableArray())],
            [.. regions.Taps.Select(tap => new StoredTap(tap.Tap, Join(tap.Maps)))]);
    }

    private static StoredImage Store(CornerImage image) => new(
        image.Index, image.Place.Row, image.Place.Column, image.TrueLabel, image.GivenLabel, image.Shape, [.. image.Pixels]);

    private static byte[] Join(ImmutableArray<RegionMap> maps)
    {
        byte[] labels = new byte[maps.Length * maps[0].Labels.Length];
        for (int i = 0; i < maps.Length; i++) maps[i].Labels.CopyTo(labels.AsSpan(i * maps[0].Labels.Length));
        return labels;
    }

    private static PlaneRegions Load(StoredPlanes stored)
    {
        // Nothing in a list is checked for null by the serializer.
        if (stored.Taps.Contains(null!) || stored.Images.Any(plane => plane.IsDefault || plane.Contains(null!)))
            throw new JsonException("A tap or an image is missing.");
        if (stored.Taps.IsEmpty || stored.Epochs.IsEmpty) throw new JsonException("There is no tap, or no epoch.");
        if (stored.Taps.DistinctBy(tap => tap.Tap).Count() < stored.Taps.Length) throw new JsonException("A tap comes twice.");
        for (int i = 1; i < stored.Epochs.Length; i++)
        {
            if (stored.Epochs[i] <= stored.Epochs[i - 1]) throw new JsonException($"Epoch {stored.Epochs[i]} after {stored.Epochs[i - 1]}.");
        }
        int points = checked(stored.Images.Length * stored.Resolution * stored.Resolution);
        return new PlaneRegions
        {
            Planes = [.. stored.Images.Select(plane => plane.Length == 3
                ? plane.Select(image => Load(image, stored)).ToImmutableArray()
                : throw new JsonException($"{plane.Length} images behind a plane."))],
            Taps = [.. stored.Taps.Select(tap => new TapRegions(tap.Tap, Split(tap)))],
        };

        ImmutableArray<RegionMap> Split(StoredTap tap) => tap.Labels.Length == checked(points * stored.Epochs.Length)
            ? [.. stored.Epochs.Select((epoch, i) => new RegionMap(
                tap.Tap, epoch, stored.Planes, stored.Resolution, stored.Classes, tap.Labels.AsSpan(i * points, points)))]
            : throw new JsonException($"{tap.Labels.Length} points of tap {tap.Tap} for {stored.Epochs.Length} epochs of {points}.");
    }

    private static CornerImage Load(StoredImage image, StoredPlanes planes)
    {
        if (image.Shape.Length != 3 || image.Shape.Any(side => side < 1)
            || image.Shape.Aggregate(1L, (product, side) => checked(product * side)) != image.Pixels.Length)
        {
            throw new JsonException($"{image.Pixels.Length} bytes of an image of {string.Join(" x ", image.Shape)}.");
        }
        if (image.Index < 0 || !OnGrid(image.Row) || !OnGrid(image.Column) || !IsClass(image.TrueLabel) || !IsClass(image.GivenLabel))
            throw new JsonException($"Image {image.Index} lies off its plane, or is of no class there is.");
        return new(image.Index, new PlanePosition(image.Row, image.Column), image.TrueLabel, image.GivenLabel, image.Shape, [.. image.Pixels]);

        bool OnGrid(double place) => place >= 0 && place <= planes.Resolution - 1;
        bool IsClass(int label) => label >= 0 && label < planes.Classes;
    }

    // Both sets of planes and the probes are of the same taps, snapshots and classes.
    private static void RequireOneRun(RunRegions regions)
    {
        RegionMap[] maps = [.. regions.HeldOut.Taps.SelectMany(tap => tap.Maps)];
        foreach (PlaneRegions other in new[] { regions.Mislabelled, regions.RightlyLabelled }.OfType<PlaneRegions>())
        {
            if (!other.Taps.SelectMany(tap => tap.Maps).Select(Kind).SequenceEqual(maps.Select(Kind)))
                throw new JsonException("The sets of planes differ in taps, epochs or classes.");
        }
        if (regions.Pieces is { } pieces && (pieces.Epochs.IsDefaultOrEmpty || pieces.Wrong.IsDefault || pieces.Right.IsDefault
            || pieces.Wrong.Length != pieces.Epochs.Length || pieces.Right.Length != pieces.Epochs.Length
            || pieces.Wrong.Concat(pieces.Right).Any(number => !(number >= 1 && double.IsFinite(number)))))
        {
            throw new JsonException("There is not one number of pieces, at least 1, a snapshot.");
        }
        string[] taps = [.. regions.HeldOut.Taps.SkipLast(1).Select(tap => tap.Tap)];
        IEnumerable<(string, int)> probes = regions.HeldOut.Taps[0].Maps.SelectMany(map => taps.Select(tap => (tap, map.Epoch)));
        if (regions.Probes.Contains(null!) || !regions.Probes.Select(probe => (probe.Tap, probe.Epoch)).SequenceEqual(probes))
            throw new JsonException("There is not one probe a snapshot and tap, in this order.");
        if (regions.Probes.Any(probe => !(IsShare(probe.TrainAccuracy) && IsShare(probe.HeldOutAccuracy) && IsShare(probe.TrueAccuracyOfMislabelled ?? 0))))
            throw new JsonException("An accuracy is not in [0, 1].");

        static (string, int, int) Kind(RegionMap map) => (map.Tap, map.Epoch, map.Classes);
        static bool IsShare(double accuracy) => accuracy is >= 0 and <= 1;
    }

    private sealed record Stored(
        string Identity, StoredPlanes HeldOut, StoredPlanes? Mislabelled, StoredPlanes? RightlyLabelled, OutputPieces? Pieces, ImmutableArray<ProbeReport> Probes);

    private sealed record StoredPlanes(
        string Planes, int Resolution, int Classes, ImmutableArray<int> Epochs, ImmutableArray<ImmutableArray<StoredImage>> Images,
        ImmutableArray<StoredTap> Taps);

    private sealed record StoredImage(int Index, double Row, double Column, int TrueLabel, int GivenLabel, ImmutableArray<int> Shape, byte[] Pixels);

    private sealed record StoredTap(string Tap, byte[] Labels);
}
