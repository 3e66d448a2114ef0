namespace RepDynamics.Probes;

/// <summary>How well one probe does, and how it was reached.</summary>
/// <param name="Tap">The layer.</param>
/// <param name="Epoch">The snapshot's epoch.</param>
/// <param name="TrainAccuracy">Share of the probe's training images classified as the label given, in [0, 1].</param>
/// <param name="HeldOutAccuracy">Share of the held-out images classified rightly, in [0, 1].</param>
/// <param name="TrueAccuracyOfMislabelled">
/// Share of the mislabelled training images classified as their true class, in [0, 1]; null when none is mislabelled. High: the probe
/// sees through the noise; low, with a high training accuracy: the representation makes the wrong labels linearly readable.
/// </param>
/// <param name="Iterations">Newton steps.</param>
/// <param name="GradientNorm">Norm of the gradient at the solution, relative to that at zero.</param>
public sealed record ProbeReport(
    string Tap, int Epoch, double TrainAccuracy, double HeldOutAccuracy, double? TrueAccuracyOfMislabelled, int Iterations, double GradientNorm);
