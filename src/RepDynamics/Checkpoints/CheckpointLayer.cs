namespace RepDynamics.Checkpoints;

/// <summary>A layer of which every file holds an array.</summary>
/// <param name="Name">The array's name.</param>
/// <param name="Kind">Features or region maps.</param>
/// <param name="Count">n: the number of images, or that of a region map's points; the same at every epoch.</param>
public sealed record CheckpointLayer(string Name, LayerKind Kind, int Count);
