using RepDynamics.Data;

namespace RepDynamics.Regions;

/// <summary>How much of its plane an image holds for a class: the island around a memorized image.</summary>
/// <remarks>
/// Decided here: the area is the share of the plane's grid points that are 8-connected, through points of that class, to the
/// grid point nearest to the image; 0 when that point has another class. Only the image's own region counts, so a class that
/// wins elsewhere on the plane adds nothing. For a mislabelled image and the label it was given it grows from 0 as the network
/// memorizes that image. The nearest grid point is up to half a spacing off: an island smaller than that is not seen.
/// </remarks>
public static class HeldArea
{
    /// <summary>The area that each plane's first image, such as a mislabelled one, holds for the label it was given.</summary>
    /// <param name="map">The map of one tap and epoch.</param>
    /// <param name="planes">The planes of that map.</param>
    /// <param name="images">The set the planes were drawn from, with the labels given to the network.</param>
    /// <returns>A share in [0, 1] for each plane, <c>[planes]</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The map belongs to other planes, or a plane's image is not in the set or its given label not among the map's classes.
    /// </exception>
    public static double[] OfFirstImages(RegionMap map, PlaneSet planes, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(planes);
        ArgumentNullException.ThrowIfNull(images);
        if (map.Planes != planes.Hash || map.Count != planes.Count || map.Resolution != planes.Resolution)
        {
            throw new ArgumentException(
                $"Tap {map.Tap}, epoch {map.Epoch}: the map's planes ({map.Planes}) are not those given ({planes.Hash}).",
                nameof(planes));
        }

        return [.. planes.Triplets.Select(
            (triplet, plane) => Of(map, plane, planes.Planes[plane].Images[0], Given(triplet.First)))];

        int Given(int image) => image < images.Count
            ? images.GivenLabels[image]
            : throw new ArgumentException($"The planes use image {image}, the set has {images.Count} images.", nameof(images));
    }

    /// <summary>The area held around one place.</summary>
    /// <param name="map">The map of one tap and epoch.</param>
    /// <param name="plane">0 .. planes - 1.</param>
    /// <param name="place">Where the image lies: <see cref="ImagePlane.Images"/>.</param>
    /// <param name="label">The class, 0 .. classes - 1.</param>
    /// <returns>A share in [0, 1].</returns>
    /// <exception cref="ArgumentException">The class is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such plane, or the place is off the grid.</exception>
    public static double Of(RegionMap map, int plane, PlanePosition place, int label)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (label < 0 || label >= map.Classes)
        {
            throw new ArgumentException(
                $"Plane {plane}: expected a class in 0 .. {map.Classes - 1}, found {label}.", nameof(label));
        }

        if (map[plane, place.NearestRow, place.NearestColumn] != label)
            return 0;
        var regions = new ConnectedRegions(map.Plane(plane), map.Resolution);
        return (double)regions.SizeAt(place.NearestRow, place.NearestColumn) / (map.Resolution * map.Resolution);
    }
}
