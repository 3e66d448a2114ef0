namespace RepDynamics.Training;

/// <summary>How well a network does at one snapshot, in evaluation mode.</summary>
/// <param name="Epoch">The number of epochs trained; 0 is the network as initialized.</param>
/// <param name="Loss">Mean cross entropy on the training images with the labels given, in nats.</param>
/// <param name="TrainAccuracy">Fraction of training images classified as the label given.</param>
/// <param name="MislabelledTrueAccuracy">
/// Fraction of the mislabelled training images classified as their true class: high while the network generalizes, low once it has
/// memorized. Null when no label is wrong.
/// </param>
/// <param name="TestAccuracy">Fraction of the held-out images classified right.</param>
public sealed record SnapshotMetrics(int Epoch, double Loss, double TrainAccuracy, double? MislabelledTrueAccuracy, double TestAccuracy);
