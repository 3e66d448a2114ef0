using System.Runtime.InteropServices;

namespace RepDynamics.Training;

/// <summary>A run whose loss is no longer a number.</summary>
/// <param name="message">Names the run, the epoch and the remedy.</param>
public sealed class DivergenceException(string message) : Exception(message)
{
    internal static DivergenceException In(Recipe recipe, int epoch) =>
        new($"{recipe.Name()}: the loss is not finite in epoch {epoch}. Lower Optimizer.LearningRate ({recipe.Optimizer.LearningRate}) or set ClipNorm.");
}

/// <summary>A state that does not belong to the network, the optimizer or the run it is given to.</summary>
/// <param name="message">Names what does not fit, and the remedy.</param>
public sealed class StateMismatchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A run that found no memory, on the CPU or on the device.</summary>
/// <param name="message">Names the run, the epoch, the batch size and the remedy.</param>
/// <param name="inner">What libtorch or .NET said.</param>
public sealed class TrainingMemoryException(string message, Exception inner) : Exception(message, inner)
{
    // libtorch's allocators have no error code: the messages of 1.13 to 2.x contain one of these, on the CPU and on CUDA.
    private static readonly string[] Words = ["not enough memory", "allocate memory", "out of memory", "bad_alloc"];

    internal static TrainingMemoryException In(Recipe recipe, int epoch, Exception inner) => new(
        $"{recipe.Name()}: out of memory in epoch {epoch} with batches of {recipe.BatchSize}. "
        + $"Train fewer runs side by side, or lower BatchSize. ({inner.Message})",
        inner);

    /// <summary>Whether an exception means that memory ran out.</summary>
    internal static bool IsMeantBy(Exception error) => error is OutOfMemoryException
        || (error is ExternalException && Words.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
