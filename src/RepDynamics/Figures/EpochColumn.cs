namespace RepDynamics.Figures;

/// <summary>One column of region panels: a snapshot that was chosen to be shown.</summary>
/// <param name="Epoch">Epoch of the snapshot, from 0 on, written over the column.</param>
/// <param name="Mark">Why it was chosen, written above the number, such as <c>t*</c> or <c>phase 2</c>; null for no mark.</param>
public sealed record EpochColumn(int Epoch, string? Mark = null);
