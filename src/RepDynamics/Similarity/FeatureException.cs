namespace RepDynamics.Similarity;

/// <summary>Features for which a similarity is not defined; the message names them (<see cref="IFeatures.Name"/>).</summary>
public sealed class FeatureException : Exception
{
    internal FeatureException(string name, string fault, string remedy) : base($"{name}: {fault}") => Remedy = remedy;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
