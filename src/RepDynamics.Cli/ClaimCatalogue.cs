using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Experiments.Harness;
using RepDynamics.Profiles;

namespace RepDynamics.Cli;

/// <summary>The claims there are: the classes marked <c>[Claim]</c>, and their registrations.</summary>
internal sealed class ClaimCatalogue
{
    private readonly Workplace workplace;
    private readonly SortedDictionary<string, Type> claims = new(StringComparer.Ordinal);

    /// <param name="workplace">Where the registrations are.</param>
    /// <param name="assemblies">Where to look for claims.</param>
    public ClaimCatalogue(Workplace workplace, params IEnumerable<Assembly> assemblies)
    {
        this.workplace = workplace;
        foreach (Type type in assemblies.SelectMany(a => a.GetTypes()))
        {
            if (!type.IsAbstract && type.IsAssignableTo(typeof(Investigation)) && Investigation.IdOf(type) is { } id) claims.Add(id, type);
        }
    }

    /// <summary>The ids, in ordinal order.</summary>
    public IReadOnlyCollection<string> Ids => claims.Keys;

    /// <summary>What is done about a claim.</summary>
    /// <exception cref="CommandException">There is no such claim.</exception>
    public Investigation Investigate(string id)
    {
        Require(id);
        return (Investigation)Activator.CreateInstance(claims[id])!;
    }

    /// <summary>What was registered for a claim.</summary>
    /// <exception cref="CommandException">There is no such claim.</exception>
    /// <exception cref="ClaimFileException">Its registration is missing or damaged.</exception>
    public Registration Registration(string id)
    {
        Require(id);
        return RepDynamics.Claims.Registration.Load(workplace.Registration(id));
    }

    /// <summary>The profile of a name.</summary>
    /// <exception cref="CommandException">There is no such profile.</exception>
    public static Profile ProfileNamed(string name) =>
        Profile.All.FirstOrDefault(p => p.Name == name) ?? throw CommandException.Unknown("profile", name, [.. Profile.All.Select(p => p.Name)]);

    /// <summary>Which runs of the claims of one command have their decision regions measured, and how.</summary>
    /// <param name="planned">Claims, planned.</param>
    /// <exception cref="CommandException">They differ in it.</exception>
    public static RegionChoice RegionsOf(IReadOnlyCollection<Investigation> planned)
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
