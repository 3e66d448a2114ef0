namespace RepDynamics.Store;

/// <summary>What a prune removes.</summary>
public enum PruneKind
{
    /// <summary>A run's folder.</summary>
    Run,

    /// <summary>What one opening of a run put into quarantine.</summary>
    Quarantine,

    /// <summary>What a prune that was cut off left.</summary>
    Trash,
}

/// <summary>One folder to be removed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Relative to the store.</param>
/// <param name="Run">The run it belongs to; empty for trash.</param>
/// <param name="Bytes">How much it takes.</param>
/// <param name="LastUsed">When the run was last opened, or the quarantine was made.</param>
/// <param name="Why">Why it goes.</param>
public sealed record PruneItem(PruneKind Kind, string Path, string Run, long Bytes, DateTimeOffset LastUsed, string Why);

/// <summary>What would go; nothing is removed before <see cref="RunStore.Apply"/>.</summary>
/// <param name="Items">Runs by name, then quarantine, then trash.</param>
public sealed record PrunePlan(IReadOnlyList<PruneItem> Items)
{
    /// <summary>How much it would free.</summary>
    public long Bytes => Items.Sum(item => item.Bytes);
}

/// <summary>What stayed although it was to go.</summary>
/// <param name="Item">The folder.</param>
/// <param name="Why">Why it stayed.</param>
public sealed record PruneSkip(PruneItem Item, string Why);

/// <summary>What a prune did.</summary>
/// <param name="Removed">What is gone.</param>
/// <param name="Skipped">What is not.</param>
public sealed record PruneOutcome(IReadOnlyList<PruneItem> Removed, IReadOnlyList<PruneSkip> Skipped)
{
    /// <summary>How much was freed.</summary>
    public long Bytes => Removed.Sum(item => item.Bytes);
}
