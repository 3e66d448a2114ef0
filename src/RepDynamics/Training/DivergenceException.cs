namespace RepDynamics.Training;

/// <summary>A run whose loss is no longer a number.</summary>
/// <param name="message">Names the run, the epoch and the remedy.</param>
public sealed class DivergenceException(string message) : Exception(message)
{
    internal static DivergenceException In(Recipe recipe, int epoch) =>
        new($"{recipe.Name()}: the loss is not finite in epoch {epoch}. Lower Optimizer.LearningRate ({recipe.Optimizer.LearningRate}) or set ClipNorm.");
}
