namespace RepDynamics.Experiments.Harness;

/// <summary>
/// Marks the experiment of one claim: it becomes the NUnit property <c>Claim</c>, so that <c>dotnet test --filter Claim=ID</c> runs it.
/// The registration is <c>registrations/ID.json</c>.
/// </summary>
/// <param name="id">The claim's id.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClaimAttribute(string id) : PropertyAttribute(id)
{
    /// <summary>The claim's id.</summary>
    public string Id { get; } = id;
}
