namespace RepDynamics.PaperClaims;

/// <summary>Phases are clearer for a Vision Transformer than for a ResNet (arXiv 2405.17377 v2, abstract): the same statistics, ViT minus ResNet.</summary>
[Claim("ViTPhases")]
public sealed class ViTPhases : SgdPhases;
