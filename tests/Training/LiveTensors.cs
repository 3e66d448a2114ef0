using System.Runtime;
using RepDynamics.Models;
using RepDynamics.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>
/// Counts the tensors that are alive. TorchSharp's own count grows by one with every <see cref="TorchSharp.Modules.Parameter"/>: its constructor takes
/// the memory over from the tensor it is given, whose disposal then does not count down. The networks of <see cref="Counted"/> recipes report
/// how many parameters they made, their optimizers the one that holds all of them, and that number is subtracted.
/// </summary>
internal static class LiveTensors
{
    // Enough for all that a tiny run allocates, so that no collection hides a tensor that is left to its finalizer.
    private const long BytesWithoutCollection = 200L << 20;

    private static long parameters;

    /// <summary>The live tensors, once all finalizers have run.</summary>
    internal static long Count
    {
        get
        {
            for (int round = 0; round < 2; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            return Corrected;
        }
    }

    private static long Corrected => Tensor.TotalCount - Interlocked.Read(ref parameters);

    /// <summary>
    /// How many tensors some work leaves behind while the garbage collector does not run: those that are held, and those that are left to
    /// their finalizers.
    /// </summary>
    internal static long LeftBy(Action work)
    {
        long before = Count;
        Assert.That(GC.TryStartNoGCRegion(BytesWithoutCollection), Is.True);
        try
        {
            work();
            Assert.That(GCSettings.LatencyMode, Is.EqualTo(GCLatencyMode.NoGCRegion), "the work allocates more than is set aside for it");
            return Corrected - before;
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        }
    }

    /// <summary>The same recipe with a network and an optimizer that count the parameters that are made.</summary>
    internal static Recipe Counted(this Recipe recipe) => recipe with
    {
        Network = new CountedNetwork(recipe.Network),
        Optimizer = new CountedOptimizer(recipe.Optimizer) { LearningRate = recipe.Optimizer.LearningRate },
    };

    private sealed record CountedOptimizer(OptimizerRecipe Inner) : OptimizerRecipe
    {
        public override string Kind => Inner.Kind;

        internal override bool IsElementwise => Inner.IsElementwise;

        public override optim.Optimizer Build(IEnumerable<Parameter> parameters)
        {
            if (IsElementwise) Interlocked.Increment(ref LiveTensors.parameters);
            return Inner.Build(parameters);
        }
    }

    private sealed record CountedNetwork(NetworkRecipe Inner) : NetworkRecipe
    {
        public override string Kind => Inner.Kind;

        public override Network Build(int imageSize, int classes)
        {
            Network network = Inner.Build(imageSize, classes);
            Interlocked.Add(ref parameters, network.parameters().Count());
            return network;
        }

        public override long? MultiplyAccumulates(int imageSize, int channels, int classes) => Inner.MultiplyAccumulates(imageSize, channels, classes);

        public override void Validate() => Inner.Validate();
    }
}
