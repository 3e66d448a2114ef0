using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// A resume point: everything a run needs to continue from one moment of its training with the bits of an uninterrupted run. Owns its
/// tensors, which lie where the training was, or on the CPU when they come from a file. A network that draws from libtorch's own
/// generator (dropout) is not covered: what it draws after the resume point is not what it would have drawn.
/// </summary>
/// <remarks>
/// The tensors, in the layout of a file: <c>network.NAME</c> (parameters, and buffers as trained, not re-estimated),
/// <c>optimizer.INDEX.NAME</c> (<see cref="OptimizerRecipe.State"/>), <see cref="Order"/>, <see cref="Augmentation"/>,
/// <see cref="EpochLoss"/> and <see cref="EpochClasses"/>.
/// </remarks>
/// <param name="Epoch">Epochs completed, their snapshots included.</param>
/// <param name="Step">
/// Steps taken since the start of the run. Those beyond <paramref name="Epoch"/> times the steps of an epoch belong to the epoch under way;
/// they may be all of its steps, when the run was stopped before it closed the epoch.
/// </param>
/// <param name="Tensors">By name; this object disposes them.</param>
internal sealed record TrainingState(int Epoch, long Step, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    public const string NetworkPrefix = "network.";

    public const string OptimizerPrefix = "optimizer.";

    /// <summary>
    /// The generator that shuffles the images, at the start of the epoch under way: the shuffled order is drawn again from it. int64
    /// <c>[6]</c>, <see cref="Numerics.SeededRandom.State"/>.
    /// </summary>
    public const string Order = "random.order";

    /// <summary>The generator of the augmentation, as it stands. int64 <c>[6]</c>.</summary>
    public const string Augmentation = "random.augmentation";

    /// <summary>The sum of the losses of the epoch's steps so far, in nats. float32 <c>[1]</c>.</summary>
    public const string EpochLoss = "epoch.loss";

    /// <summary>The class of each image in the epoch's steps so far, in the epoch's order. int64 <c>[images]</c>.</summary>
    public const string EpochClasses = "epoch.classes";

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors.Values) tensor.Dispose();
    }
}
