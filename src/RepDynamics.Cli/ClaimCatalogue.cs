using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Profiles;

namespace RepDynamics.Cli;

/// <summary>The claims there are: the classes marked <c>[Claim]</c>, and their registrations.</summary>
internal sealed class ClaimCatalogue
{
    private readonly ProjectLayout layout;
    private readonly SortedDictionary<string, Type> claims = new(StringComparer.Ordinal);

    /// <param name="layout">Where the registrations are.</param>
    /// <param name="assemblies">Where to look for claims.</param>
    public ClaimCatalogue(ProjectLayout layout, params IEnumerable<Assembly> assemblies)
    {
        this.layout = layout;
        foreach ((string id, Type type) in assemblies.SelectMany(ClaimStudy.In)) claims.Add(id, type);
    }

    /// <summary>The ids, in ordinal order.</summary>
    public IReadOnlyCollection<string> Ids => claims.Keys;

    /// <summary>What is done about a claim.</summary>
    /// <exception cref="CommandException">There is no such claim.</exception>
    public ClaimStudy StudyOf(string id)
    {
        Require(id);
        return (ClaimStudy)Activator.CreateInstance(claims[id])!;
    }

    /// <summary>What was registered for a claim.</summary>
    /// <exception cref="CommandException">There is no such claim.</exception>
    /// <exception cref="ClaimFileException">Its registration is missing or damaged.</exception>
    public Registration Registration(string id)
    {
        Require(id);
        return RepDynamics.Claims.Registration.Load(layout.Registration(id));
    }

    /// <summary>The profile of a name.</summary>
    /// <exception cref="CommandException">There is no such profile.</exception>
    public static Profile ProfileNamed(string name) =>
        Profile.All.FirstOrDefault(p => p.Name == name) ?? throw CommandException.Unknown("profile", name, [.. Profile.All.Select(p => p.Name)]);

    /// <summary>Which runs of the claims of one command have their decision regions measured, and how.</summary>
    /// <param name="planned">Claims, planned.</param>
    /// <exception cref="CommandException">They differ in it.</exception>
    public static RegionChoice RegionsOf(IReadOnlyCollection<ClaimStudy> planned)
    {
        try
        {
            return RegionChoice.Of(planned);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message, "Run them one after another.", e);
        }
    }

    private void Require(string id)
    {
        if (!claims.ContainsKey(id)) throw CommandException.Unknown("claim", id, claims.Keys);
    }
}
