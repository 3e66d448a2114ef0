namespace RepDynamics.PaperClaims;

/// <summary>The same sentence by the decision regions of linear probes: the share of points that two epochs classify differently, instead of 1 - CKA.</summary>
[Claim("RegionsSync")]
public sealed class RegionsSync : ViTSync
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    // The runs of the other claims, at their full length.
    /// <inheritdoc/>
    protected override Profile Adapt(Profile profile) => profile;
}
