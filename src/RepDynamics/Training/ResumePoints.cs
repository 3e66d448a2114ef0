namespace RepDynamics.Training;

/// <summary>Makes resume points when they are due.</summary>
internal sealed class ResumePoints
{
    private readonly TrainingHooks hooks;
    private readonly TrainingLoop loop;
    private long since;

    // The position of the last one; a resumed run starts with the one that it came from.
    private (int Epoch, long Step)? last;

    public ResumePoints(TrainingHooks hooks, TrainingLoop loop)
    {
        this.hooks = hooks;
        this.loop = loop;
        since = hooks.Clock.GetTimestamp();
        if (hooks.ResumeFrom is { } from) last = (from.Epoch, from.Step);
        // An optimizer whose state cannot be captured fails now rather than after minutes of training.
        if (hooks.ResumePoint is not null) loop.Capture().Dispose();
    }

    /// <summary>Makes one if the interval has passed.</summary>
    public void GiveWhenDue()
    {
        if (hooks.ResumePoint is not null && hooks.Clock.GetElapsedTime(since) >= hooks.ResumeInterval) Give();
    }

    /// <summary>Makes one, unless the last one is of this step.</summary>
    public void Give()
    {
        if (hooks.ResumePoint is null || last == (loop.Epoch, loop.Step)) return;
        hooks.ResumePoint(loop.Capture());
        last = (loop.Epoch, loop.Step);
        since = hooks.Clock.GetTimestamp();
    }
}
