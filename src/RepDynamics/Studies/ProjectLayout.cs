using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Studies;

/// <summary>The folders of registrations, results and baselines.</summary>
public sealed class ProjectLayout
{
    // Files that mark the root of a checkout and of a bundle (eng/bundle.sh).
    private static readonly string[] Marks = ["RepDynamics.sln", "repdynamics.bundle"];

    private readonly string registrations, results;

    private ProjectLayout(string? root, string registrations, string results) => (Root, this.registrations, this.results) = (root, registrations, results);

    /// <summary>The root of the checkout; null for an installed tool.</summary>
    public string? Root { get; }

    /// <summary>The folder of results that was chosen by <see cref="WithResults"/>; null for the default one.</summary>
    public string? ChosenResults { get; private init; }

    /// <summary>Returns the layout of a checkout, with results in its <c>artifacts/results</c>.</summary>
    /// <param name="root">The folder of the solution.</param>
    public static ProjectLayout Checkout(string root) => new(root, Path.Combine(root, "experiments", "registrations"), Path.Combine(root, "artifacts", "results"));

    /// <summary>
    /// Returns the layout of the checkout or bundle that contains a program; without one, registrations are beside the program, and results
    /// in <c>repdynamics-results</c> of the current folder.
    /// </summary>
    /// <param name="program">The folder of the program.</param>
    public static ProjectLayout Of(string program, string current)
    {
        for (DirectoryInfo? folder = new(program); folder is not null; folder = folder.Parent)
            if (Marks.Any(mark => File.Exists(Path.Combine(folder.FullName, mark)))) return Checkout(folder.FullName);
        return new(null, Path.Combine(program, "registrations"), Path.Combine(current, "repdynamics-results"));
    }

    /// <summary>Returns the same layout with another folder of results.</summary>
    public ProjectLayout WithResults(string folder) => new(Root, registrations, Path.GetFullPath(folder)) { ChosenResults = Path.GetFullPath(folder) };

    /// <summary>Returns the folder of a claim's baseline; null without a checkout.</summary>
    public string? Baselines(string profile, string claim) => Root is null ? null : Path.Combine(Root, "baselines", profile, claim);

    /// <summary>Returns the folder of a claim's latest results.</summary>
    public string Results(string profile, string claim) => Path.Combine(results, profile, claim);

    /// <summary>Returns the file of a claim's registration.</summary>
    public string Registration(string claim) => Path.Combine(registrations, claim + ".json");

    /// <summary>Returns the devices of a name: the CPU, or every GPU that this process can use.</summary>
    /// <param name="name"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="InvalidOperationException">The name is unknown, or it is <c>cuda</c> and no GPU can be used: there is no fallback to the CPU.</exception>
    public static IReadOnlyList<torch.Device> Devices(string name)
    {
        if (name == "cpu")
        {
            CanonicalNumerics.Apply();
            return [torch.CPU];
        }
        if (name != "cuda") throw new InvalidOperationException($"Device={name} is not a device: cpu or cuda.");
        IReadOnlyList<torch.Device> gpus = Gpus.Usable();
        return gpus.Count > 0 ? gpus : throw new InvalidOperationException($"Device={name} was asked for, but {Gpus.WhyNone()}. Device=cpu trains here.");
    }
}
