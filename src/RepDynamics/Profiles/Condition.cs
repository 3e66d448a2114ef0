using RepDynamics.Training;

namespace RepDynamics.Profiles;

/// <summary>One combination of network and optimizer that a profile trains, and what else differs from the profile's usual run.</summary>
/// <param name="Network">The network.</param>
/// <param name="Optimizer">The optimizer and its learning rate.</param>
/// <param name="ClipNorm">The largest norm of the gradients; null: no clipping.</param>
/// <param name="Variant">
/// A short word that tells it from another of the same network and optimizer, such as <c>clean</c>; null for the usual one.
/// </param>
/// <param name="LabelNoise">The fraction of training images with a wrong label; null: the profile's.</param>
/// <param name="Epochs">Epochs of the run; null: the profile's.</param>
/// <param name="DecaySteps">s of the learning rate's decay, 0 for a constant rate; null: the profile's.</param>
public sealed record Condition(
    NetworkRecipe Network, OptimizerRecipe Optimizer, double? ClipNorm = null, string? Variant = null, double? LabelNoise = null, int? Epochs = null,
    int? DecaySteps = null)
{
    /// <summary>The name registrations use: <c>ViT-SGD</c>, <c>ResNet-SGD-clean</c>.</summary>
    public string Name => $"{Network.Kind}-{Optimizer.Kind}{(Variant is null ? "" : $"-{Variant}")}";
}
