namespace RepDynamics.PaperClaims;

/// <summary>Both sentences by the decision regions of linear probes.</summary>
[Claim("RegionsPhases")]
public sealed class RegionsPhases : SgdPhases
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;
}
