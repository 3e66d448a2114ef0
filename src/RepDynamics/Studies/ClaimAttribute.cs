namespace RepDynamics.Studies;

/// <summary>
/// Marks the study of one claim, a class derived from <see cref="ClaimStudy"/>. <c>dotnet test --filter Claim=ID</c> and
/// <c>repdynamics run ID</c> run it; its registration is <c>experiments/registrations/ID.json</c>.
/// </summary>
/// <param name="id">The claim's id.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClaimAttribute(string id) : Attribute
{
    /// <summary>The claim's id.</summary>
    public string Id { get; } = id;
}
