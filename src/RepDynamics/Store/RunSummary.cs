namespace RepDynamics.Store;

/// <summary>Facts of a stored run that do not need its tensors.</summary>
/// <param name="Name">Its name, which is its folder's.</param>
/// <param name="RecipeHash">Its recipe's hash; null when its manifest is damaged.</param>
/// <param name="Complete">Whether nothing is missing, by its manifest.</param>
/// <param name="Snapshots">How many snapshots it has.</param>
/// <param name="LastEpoch">The epoch of the last one; null when there is none.</param>
/// <param name="Size">How much it takes, by kind.</param>
/// <param name="LastUsed">When it was last opened.</param>
/// <param name="Problem">What is wrong with its manifest; null when nothing is. Opening the run repairs it.</param>
public sealed record RunSummary(
    string Name, string? RecipeHash, bool Complete, int Snapshots, int? LastEpoch, StoreSize Size, DateTimeOffset LastUsed, string? Problem)
{
    /// <summary>How much it takes, in bytes.</summary>
    public long Bytes => Size.Total;
}
