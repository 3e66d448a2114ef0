using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>Trains one network by its recipe and shows it at every snapshot. A training can stop and continue with the same bits.</summary>
/// <param name="data">What <see cref="DataRecipe.Load"/> gave for the recipe.</param>
/// <exception cref="ArgumentException">The recipe has a field out of its range.</exception>
internal sealed class Trainer(Recipe recipe, TrainingData data, Device device)
{
    private readonly Recipe recipe = recipe.Validated();

    /// <summary>
    /// Trains on the calling thread. A run made of several calls, each going on from a resume point of the one before, ends with the same
    /// bits as a run made in one.
    /// </summary>
    /// <param name="cancellation">Stops the run between two steps, after a resume point.</param>
    /// <exception cref="ArgumentException">A hook's setting is out of its range, or the run is already past the last requested epoch.</exception>
    /// <exception cref="NotSupportedException">Resume points are requested, and the optimizer's state cannot be captured.</exception>
    /// <exception cref="StateMismatchException">The state to resume from is not one of this run, which has to start anew.</exception>
    /// <exception cref="DivergenceException">The loss of an epoch is not finite.</exception>
    /// <exception cref="TrainingMemoryException">Memory ran out.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Run(TrainingHooks hooks, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hooks.FeatureImages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hooks.FeatureImages, data.Test.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(hooks.ResumeInterval, TimeSpan.Zero);
        if (hooks.LastEpoch is { } last)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(last, hooks.ResumeFrom?.Epoch ?? 0, nameof(hooks.LastEpoch));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(last, recipe.Epochs, nameof(hooks.LastEpoch));
        }
        cancellation.ThrowIfCancellationRequested();
        // By default libtorch convolves in TF32 on a GPU; evaluation computes in float32.
        if (device.type == DeviceType.CUDA) ProductPrecision.AllowTf32(false);
        TrainingLoop? loop = null;
        try
        {
            loop = new(recipe, data, device);
            if (hooks.ResumeFrom is { } state) loop.Restore(state);
            Run(loop, hooks, cancellation);
        }
        catch (Exception e) when (TrainingMemoryException.IsMeantBy(e))
        {
            throw TrainingMemoryException.In(recipe, loop?.EpochUnderWay ?? 0, e);
        }
        finally
        {
            loop?.Dispose();
        }
    }

    private void Run(TrainingLoop loop, TrainingHooks hooks, CancellationToken cancellation)
    {
        HashSet<int> snapshots = [.. recipe.Snapshots.Epochs(recipe.Epochs), .. hooks.AlsoAt];
        int last = hooks.LastEpoch ?? recipe.Epochs;
        // An optimizer whose state cannot be captured fails now rather than after minutes of training.
        if (hooks.ResumePoint is not null) loop.Capture().Dispose();
        long since = hooks.Clock.GetTimestamp();
        // The position of the last resume point; a resumed run starts with the one that it came from.
        (int Epoch, long Step)? resumable = hooks.ResumeFrom is { } from ? (from.Epoch, from.Step) : null;
        Speed speed = new(hooks.Clock, loop, last);
        SnapshotMetrics? latest = null;
        if (hooks.ResumeFrom is null) Look(null);
        while (loop.Epoch < last)
        {
            loop.BeginEpoch();
            while (loop.StepsLeft > 0)
            {
                StopWhenCancelled();
                loop.TakeStep();
                if (loop.StepsLeft > 0) GiveResumePoint(always: false);
            }
            StopWhenCancelled();
            EpochMetrics metrics = loop.EndEpoch();
            Look(metrics);
            hooks.Progress?.Invoke(speed.Report(recipe, metrics.Loss, latest));
        }

        void Look(EpochMetrics? metrics)
        {
            bool snapshot = snapshots.Contains(loop.Epoch);
            if (snapshot) latest = (metrics = Show(loop, hooks, metrics)).AtSnapshot();
            if (metrics is not null) hooks.Epoch?.Invoke(metrics);
            GiveResumePoint(always: snapshot || loop.Epoch == last);
        }

        void StopWhenCancelled()
        {
            if (!cancellation.IsCancellationRequested) return;
            GiveResumePoint(always: true);
            cancellation.ThrowIfCancellationRequested();
        }

        // When the interval has passed, or always; unless the last one is of this step.
        void GiveResumePoint(bool always)
        {
            if (hooks.ResumePoint is null || resumable == (loop.Epoch, loop.Step)) return;
            if (!always && hooks.Clock.GetElapsedTime(since) < hooks.ResumeInterval) return;
            hooks.ResumePoint(loop.Capture());
            resumable = (loop.Epoch, loop.Step);
            since = hooks.Clock.GetTimestamp();
        }
    }

    private EpochMetrics Show(TrainingLoop loop, TrainingHooks hooks, EpochMetrics? ofSteps)
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNormStatistics statistics = new(loop.Network, loop.Train.Pixels, recipe.BatchSize);
        (double accuracy, IReadOnlyDictionary<string, Tensor> features) = Evaluation.AccuracyAndFeatures(loop.Network, loop.Test, hooks.FeatureImages);
        if (!double.IsFinite(accuracy)) throw DivergenceException.In(recipe, loop.Epoch);
        EpochMetrics metrics = (ofSteps ?? Evaluation.BeforeTraining(loop.Network, loop.Train)) with { TestAccuracy = accuracy };
        hooks.Snapshot(new(metrics.AtSnapshot()!, loop.Network, loop.Train, loop.Test, features));
        return metrics;
    }
}
