namespace RepDynamics.Figures;

/// <summary>The decision regions of one tap on one plane, at every epoch of the figure.</summary>
/// <param name="Tap">Name of the tap, written at the left, such as <c>block3</c> or <c>output</c>; its own in a figure.</param>
/// <param name="Maps">
/// One map an epoch, in the figure's order of epochs: the classes `[R, R]` of the grid points, row-major as in
/// <see cref="Regions.RegionMap.Plane"/>, each below the number of class names. Row 0 is drawn at the bottom.
/// </param>
public sealed record RegionRow(string Tap, IReadOnlyList<byte[]> Maps);
