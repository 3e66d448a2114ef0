namespace RepDynamics.Training;

/// <summary>Decides when a run makes a resume point, and hands it over.</summary>
internal sealed class ResumePoints
{
    private readonly TrainingHooks hooks;
    private readonly TrainingLoop loop;
    private long since;

    // Where the last one stands: that of a run that goes on is the one it came from.
    private (int Epoch, long Step)? last;

    public ResumePoints(TrainingHooks hooks, TrainingLoop loop)
    {
        this.hooks = hooks;
        this.loop = loop;
        since = hooks.Clock.GetTimestamp();
        if (hooks.ResumeFrom is { } from) last = (from.Epoch, from.Step);
        // Rather now than after minutes of training.
        if (hooks.ResumePoint is not null) loop.Capture().Dispose();
    }

    /// <summary>Makes one when the last is too long ago.</summary>
    public void GiveWhenDue()
    {
        if (hooks.ResumePoint is not null && hooks.Clock.GetElapsedTime(since) >= hooks.ResumeInterval) Give();
    }

    /// <summary>Makes one, unless there is one of this very moment.</summary>
    public void Give()
    {
        if (hooks.ResumePoint is null || last == (loop.Epoch, loop.Step)) return;
        hooks.ResumePoint(loop.Capture());
        last = (loop.Epoch, loop.Step);
        since = hooks.Clock.GetTimestamp();
    }
}
