using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>An event of one run, as <see cref="RunScheduler"/> reports it.</summary>
public abstract record RunEvent(Recipe Recipe);

/// <summary>The run is complete in the store: nothing is trained.</summary>
/// <param name="Record">Its results; null where they are of no interest, as in a test.</param>
public sealed record RunAlreadyStored(Recipe Recipe, RunRecord? Record = null) : RunEvent(Recipe);

/// <summary>The run cannot start yet; others go first.</summary>
public sealed record RunWaiting(Recipe Recipe, string Why) : RunEvent(Recipe);

/// <summary>Training starts or continues.</summary>
/// <param name="FromEpoch">The epochs trained already, 0 for a run from the start.</param>
public sealed record RunStarted(Recipe Recipe, int FromEpoch) : RunEvent(Recipe);

/// <summary>An epoch is done.</summary>
public sealed record RunAdvanced(Recipe Recipe, TrainingProgress Progress) : RunEvent(Recipe);

/// <summary>The run is trained, and something about its snapshots that takes a while is measured.</summary>
public sealed record RunMeasuring(Recipe Recipe, string What, int Done, int Of) : RunEvent(Recipe);

/// <summary>A fact about the run for its users, such as a damaged file. A fact about the store is reported with the first run.</summary>
public sealed record RunNote(Recipe Recipe, string Text) : RunEvent(Recipe);

/// <summary>The run is trained, stored and measured.</summary>
/// <param name="Record">Its results; null where they are of no interest, as in a test.</param>
public sealed record RunFinished(Recipe Recipe, RunRecord? Record = null) : RunEvent(Recipe);

/// <summary>The run failed; the others continue.</summary>
public sealed record RunFailed(Recipe Recipe, Exception Error) : RunEvent(Recipe);

/// <summary>The run was stopped from outside and wrote a resume point, from which it continues the next time.</summary>
public sealed record RunStopped(Recipe Recipe) : RunEvent(Recipe);
