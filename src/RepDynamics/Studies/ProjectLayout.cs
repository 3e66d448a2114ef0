using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Studies;

/// <summary>Where claims are read from, and where their results and baselines are.</summary>
public sealed class ProjectLayout
{
    // What tells the root of a checkout, and of a bundle for machines without an SDK (eng/bundle.sh).
    private static readonly string[] Marks = ["RepDynamics.sln", "repdynamics.bundle"];

    private readonly string registrations;
    private readonly string results;

    private ProjectLayout(string? root, string registrations, string results)
    {
        Root = root;
        this.registrations = registrations;
        this.results = results;
    }

    /// <summary>The root of the checkout; null where there is none, as for an installed tool.</summary>
    public string? Root { get; }

    /// <summary>A checkout: results go to its <c>artifacts/results</c>.</summary>
    /// <param name="root">The folder of the solution.</param>
    public static ProjectLayout Checkout(string root) => new(
        root, Path.Combine(root, "experiments", "registrations"), Path.Combine(root, "artifacts", "results"));

    /// <summary>
    /// The checkout or bundle that holds a program; without one, the registrations beside the program, and <c>repdynamics-results</c> in the current
    /// folder for what comes out.
    /// </summary>
    /// <param name="program">The folder of the program.</param>
    /// <param name="current">The current folder.</param>
    public static ProjectLayout Of(string program, string current)
    {
        for (DirectoryInfo? folder = new(program); folder is not null; folder = folder.Parent)
        {
            if (Marks.Any(mark => File.Exists(Path.Combine(folder.FullName, mark)))) return Checkout(folder.FullName);
        }
        return new(null, Path.Combine(program, "registrations"), Path.Combine(current, "repdynamics-results"));
    }

    /// <summary>What was accepted: figures, numbers and the verdict they belong to; null where there is no checkout to keep it in.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <param name="claim">The claim's id.</param>
    public string? Baselines(string profile, string claim) => Root is null ? null : Path.Combine(Root, "baselines", profile, claim);

    /// <summary>What the latest run wrote.</summary>
    /// <param name="profile">The profile's name.</param>
    /// <param name="claim">The claim's id.</param>
    public string Results(string profile, string claim) => Path.Combine(results, profile, claim);

    /// <summary>The registration of a claim.</summary>
    /// <param name="claim">The claim's id.</param>
    public string Registration(string claim) => Path.Combine(registrations, claim + ".json");

    /// <summary>The devices of a name: the CPU, or every GPU that this process may use.</summary>
    /// <param name="name"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="InvalidOperationException">GPUs are asked for and there is none: nothing falls back to the CPU silently.</exception>
    public static IReadOnlyList<torch.Device> Devices(string name)
    {
        if (name is not ("cpu" or "cuda")) throw new InvalidOperationException($"Device={name} is not a device: cpu or cuda.");
        if (name == "cpu")
        {
            CanonicalNumerics.Apply();
            return [torch.CPU];
        }
        IReadOnlyList<torch.Device> gpus = Gpus.Usable();
        return gpus.Count > 0 ? gpus : throw new InvalidOperationException($"Device={name} was asked for, but {Gpus.WhyNone()}. Device=cpu trains here.");
    }
}
