using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

/// <summary>What one call of a trainer did, to the bit. Owns the resume points.</summary>
internal sealed class Trace : IDisposable
{
    private const int Images = 12;

    /// <summary>Metrics, state and features of each snapshot.</summary>
    internal List<string> Snapshots { get; } = [];

    /// <summary>The metrics of each epoch.</summary>
    internal List<string> Epochs { get; } = [];

    internal List<TrainingState> Points { get; } = [];

    internal IEnumerable<(int Epoch, long Step)> Places => Points.Select(p => (p.Epoch, p.Step));

    /// <summary>Trains, with a resume point after every step unless the hooks are changed.</summary>
    internal static Trace Of(Recipe recipe, Func<TrainingHooks, TrainingHooks>? change = null)
    {
        Trace trace = new();
        TrainingHooks hooks = trace.Hooks();
        recipe.Trainer().Run(change?.Invoke(hooks) ?? hooks);
        return trace;
    }

    internal TrainingHooks Hooks() => new()
    {
        Snapshot = s => Snapshots.Add($"{BitwiseEqual.Of(s.Metrics)} {BitwiseEqual.Of(s.Network.state_dict())} {BitwiseEqual.Of(s.Features)}"),
        ResumePoint = Points.Add,
        ResumeInterval = TimeSpan.Zero,
        Epoch = m =>
        {
            if (m.Epoch > 0) Epochs.Add(m.ToString());
        },
        FeatureImages = Images,
    };

    public void Dispose()
    {
        foreach (TrainingState point in Points) point.Dispose();
    }
}
