namespace RepDynamics.Regions;

/// <summary>Into how many pieces the decision regions of one tap and epoch are broken (docs/design.md#measures); immutable.</summary>
/// <remarks>
/// A piece is an 8-connected region (<see cref="ConnectedRegions"/>); Somepalli et al. (2022) count them so. It depends on the
/// grid: a piece thinner than its spacing may be missed or fall apart, so compare only equal planes and resolutions.
/// </remarks>
public sealed class Fragmentation
{
    private readonly int[,] regions;

    private Fragmentation(RegionMap map, int[,] regions)
    {
        Tap = map.Tap;
        Epoch = map.Epoch;
        this.regions = regions;
    }

    /// <summary>Name of the layer.</summary>
    public string Tap { get; }

    /// <summary>Epoch of the snapshot.</summary>
    public int Epoch { get; }

    /// <summary>Number of planes, at least 1.</summary>
    public int Planes => regions.GetLength(0);

    /// <summary>Number of classes there could be.</summary>
    public int Classes => regions.GetLength(1);

    /// <summary>Mean number of regions of a plane, at least 1.</summary>
    public double Mean => PerPlane().Average();

    /// <summary>The number of regions of a class on a plane.</summary>
    /// <param name="plane">0 .. <see cref="Planes"/> - 1.</param>
    /// <param name="label">The class, 0 .. <see cref="Classes"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such plane or class.</exception>
    public int this[int plane, int label] => regions[plane, label];

    /// <summary>Counts the regions of a map.</summary>
    /// <param name="map">The map of one tap and epoch.</param>
    /// <returns>The counts.</returns>
    public static Fragmentation Of(RegionMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var regions = new int[map.Count, map.Classes];
        for (var plane = 0; plane < map.Count; plane++)
        {
            int[] counts = new ConnectedRegions(map.Plane(plane), map.Resolution).CountPerClass(map.Classes);
            for (var label = 0; label < counts.Length; label++)
                regions[plane, label] = counts[label];
        }

        return new Fragmentation(map, regions);
    }

    /// <summary>Regions of all classes on each plane.</summary>
    /// <returns>A new array <c>[planes]</c>, each at least 1.</returns>
    public int[] PerPlane() =>
        [.. Enumerable.Range(0, Planes).Select(plane => Enumerable.Range(0, Classes).Sum(label => regions[plane, label]))];

    /// <summary>Regions of each class on all planes together.</summary>
    /// <returns>A new array <c>[classes]</c>; 0 for a class that is on no plane.</returns>
    public int[] PerClass() =>
        [.. Enumerable.Range(0, Classes).Select(label => Enumerable.Range(0, Planes).Sum(plane => regions[plane, label]))];
}
