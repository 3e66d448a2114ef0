namespace RepDynamics.Regions;

/// <summary>Three images of one set, by position: they span a plane.</summary>
/// <param name="First">The plane's origin; around mislabelled images, the mislabelled one.</param>
/// <param name="Second">The first axis runs towards it.</param>
/// <param name="Third">Decides the second axis.</param>
public readonly record struct Triplet(int First, int Second, int Third);
