namespace RepDynamics.Figures;

/// <summary>One of the three images that span the plane: where it lies, its classes, and its pixels.</summary>
/// <param name="Name">What it is called beside its thumbnail, such as <c>image 217</c>; its own in a figure.</param>
/// <param name="X">
/// Place from the left, in [0, 1]: 0 is the centre of the first column of cells, 1 that of the last. For a plane of R points a side
/// it is <see cref="Regions.PlanePosition.Column"/> / (R - 1).
/// </param>
/// <param name="Y">
/// Place from the bottom, in [0, 1]: 0 is the centre of row 0, 1 that of the last row; <see cref="Regions.PlanePosition.Row"/> / (R - 1).
/// </param>
/// <param name="TrueClass">What it shows, an index into the class names.</param>
/// <param name="GivenClass">The label the network was given; where it differs, the figure says so.</param>
/// <param name="Width">Columns of pixels, 1 to 512.</param>
/// <param name="Height">Rows of pixels, 1 to 512.</param>
/// <param name="Rgb">Pixels `[Height, Width, 3]` in sRGB, the topmost row first.</param>
public sealed record PlaneImage(
    string Name, double X, double Y, int TrueClass, int GivenClass, int Width, int Height, byte[] Rgb);
