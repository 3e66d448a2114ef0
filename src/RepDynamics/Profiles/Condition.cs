using RepDynamics.Training;

namespace RepDynamics.Profiles;

/// <summary>One combination of network and optimizer that a profile trains.</summary>
/// <param name="Network">The network.</param>
/// <param name="Optimizer">The optimizer and its learning rate.</param>
/// <param name="ClipNorm">The largest norm of the gradients; null: no clipping.</param>
public sealed record Condition(NetworkRecipe Network, OptimizerRecipe Optimizer, double? ClipNorm = null)
{
    /// <summary>The name registrations use: <c>ViT-SGD</c>.</summary>
    public string Name => $"{Network.Kind}-{Optimizer.Kind}";
}
