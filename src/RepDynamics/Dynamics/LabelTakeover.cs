using RepDynamics.Regions;

namespace RepDynamics.Dynamics;

/// <summary>How a wrong label takes hold around the images that have it, layer by layer.</summary>
public static class LabelTakeover
{
    /// <summary>
    /// How much more area the given label than the true one gains around wrongly labelled images from before t_g to after t*, minus the same around
    /// rightly labelled images, for which any other label counts as given.
    /// </summary>
    /// <remarks>
    /// Area: the share of a plane's points with a class, mean over planes. Around a rightly labelled image of C classes the area of "the given
    /// label" is the mean over the other classes, (1 - area of the true one) / (C - 1): what a label that means nothing would gain.
    /// </remarks>
    /// <param name="wrong">The planes around wrongly labelled images, which are the first of each plane's three.</param>
    /// <param name="tap">Position of the layer.</param>
    /// <returns>In [-4, 4]; null if there is no snapshot in [1, t_g) or from t* on.</returns>
    public static double? Gain(PlaneRegions wrong, PlaneRegions right, int tap, double generalization, double fit)
    {
        return Change(wrong, plane => (plane[0].GivenLabel, plane[0].TrueLabel)) - Change(right, plane => (null, plane[0].TrueLabel));

        double? Change(PlaneRegions planes, Func<ImmutableArray<CornerImage>, (int? Given, int True)> labels)
        {
            ImmutableArray<RegionMap> maps = planes.Taps[tap].Maps;
            return AroundFit.Change([.. maps.Select(map => map.Epoch)], [.. maps.Select(map => Lead(map, planes, labels))], generalization, fit);
        }
    }

    /// <summary>
    /// The first relative depth, 0 at the first tap and 1 at the output, at which a wrongly labelled image itself is classified as its given
    /// label, after t*; mean over planes and snapshots.
    /// </summary>
    /// <returns>1 where only the output has it, or no tap; null if there is no snapshot from t* on.</returns>
    public static double? FirstDepth(PlaneRegions wrong, double fit)
    {
        int[] after = [.. Enumerable.Range(0, wrong.Taps[0].Maps.Length).Where(i => wrong.Taps[0].Maps[i].Epoch >= fit)];
        if (after.Length == 0) return null;
        int last = wrong.Taps.Length - 1;
        return after.SelectMany(snapshot => wrong.Planes.Select((plane, p) =>
        {
            int point = (int)Math.Round(plane[0].Place.Row) * wrong.Taps[0].Maps[0].Resolution + (int)Math.Round(plane[0].Place.Column);
            int first = Enumerable.Range(0, last).FirstOrDefault(tap => wrong.Taps[tap].Maps[snapshot].Plane(p)[point] == plane[0].GivenLabel, last);
            return (double)first / last;
        })).Average();
    }

    // The area of the given minus that of the true label, mean over planes.
    private static double Lead(RegionMap map, PlaneRegions planes, Func<ImmutableArray<CornerImage>, (int? Given, int True)> labels) =>
        planes.Planes.Select((plane, p) =>
        {
            (int? given, int truth) = labels(plane);
            double held = Area(truth);
            return (given is { } label ? Area(label) : (1 - held) / (map.Classes - 1)) - held;

            double Area(int label) => (double)map.Plane(p).Count((byte)label) / map.Plane(p).Length;
        }).Average();
}
