using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Profiles;

/// <summary>
/// A scale at which claims are tried: the data, the networks and the length of training. The same names serve
/// <c>dotnet test -p:Profile=NAME</c> and the files in <c>experiments/profiles</c>.
/// </summary>
public sealed record Profile
{
    /// <summary>The name, as given by <c>-p:Profile</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The images of every run.</summary>
    public required DataRecipe Data { get; init; }

    /// <summary>Epochs of every run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>When networks are looked at.</summary>
    public SnapshotSchedule Snapshots { get; init; } = new();

    /// <summary>How decision regions are measured.</summary>
    public RegionOptions Regions { get; init; } = new();

    /// <summary>What is trained, costliest first, so that no core waits at the end; names are unique.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    // Before the profiles: static properties are set in the order of the text.
    private static RegionOptions CpuRegions { get; } =
        new() { Triplets = 6, MislabelledTriplets = 3, Resolution = 10, ProbeImages = 500, HeldOutImages = 200 };

    /// <summary>
    /// Any machine, no download, minutes on 2 cores: oriented textures, 1000 images with 20% wrong labels. Rates and sizes from DESIGN,
    /// section 7.
    /// </summary>
    public static Profile Cpu { get; } = new()
    {
        Name = "cpu",
        Data = new OrientedTexturesRecipe(),
        Epochs = 120,
        Regions = CpuRegions,
        Conditions = Studied(new VisionTransformerRecipe(), adam: 1e-3, longer: 180, shorter: 60),
    };

    /// <summary>
    /// Real images on a CPU: the CIFAR-10 classes airplane, automobile, frog and ship at 16 x 16 pixels, 1000 images with 20% wrong labels.
    /// Rates and sizes from DESIGN, section 7.
    /// </summary>
    public static Profile CifarCpu { get; } = new()
    {
        Name = "cifar-cpu",
        Data = new Cifar10Recipe(),
        Epochs = 160,
        Regions = CpuRegions,
        Conditions = Studied(new VisionTransformerRecipe(), adam: 3e-4, longer: 200, shorter: 80),
    };

    /// <summary>Seconds, for the plumbing of continuous integration: tiny networks, a few hundred images. Its verdicts mean nothing.</summary>
    public static Profile Smoke { get; } = new()
    {
        Name = "smoke",
        Data = new OrientedTexturesRecipe { TrainImages = 256, TestImages = 100 },
        Epochs = 12,
        Snapshots = new SnapshotSchedule { Logarithmic = 9, Linear = 9 },
        Regions = new RegionOptions { Triplets = 3, MislabelledTriplets = 2, Resolution = 12, ProbeImages = 100, HeldOutImages = 100 },
        Conditions = Studied(new VisionTransformerRecipe { Dimension = 16, Depth = 2 }, adam: 1e-3, longer: 16, shorter: 10),
    };

    /// <summary>The profiles there are.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Smoke, Cpu, CifarCpu];

    /// <summary>The profile of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Profile Named(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"There is no profile '{name}': use {string.Join(" or ", All.Select(p => p.Name))}.", nameof(name));

    /// <summary>The recipe of one run.</summary>
    /// <param name="condition">A condition's name, as registrations use it.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The profile has no such condition.</exception>
    public Recipe Recipe(string condition, long seed)
    {
        Condition found = Conditions.FirstOrDefault(c => c.Name == condition)
            ?? throw new ArgumentException(
                $"Profile {Name} has no condition '{condition}': it has {string.Join(", ", Conditions.Select(c => c.Name))}.", nameof(condition));
        return new Recipe
        {
            Network = found.Network,
            Data = found.LabelNoise is { } noise ? Data with { LabelNoise = noise } : Data,
            Optimizer = found.Optimizer,
            ClipNorm = found.ClipNorm,
            Variant = found.Variant,
            Seed = seed,
            Epochs = found.Epochs ?? Epochs,
            BatchSize = BatchSize,
            Snapshots = Snapshots,
        }.Validated();
    }

    // What the claims compare. A ViT comes to fit its labels late with SGD: where a claim is about the time after, it trains longer. A ResNet
    // fits early: where a claim compares its widths, the widest of which is costly, it trains shorter.
    private static Condition[] Studied(VisionTransformerRecipe vit, double adam, int longer, int shorter)
    {
        SgdRecipe vitSgd = new() { LearningRate = 0.05 }, sgd = new() { LearningRate = 0.02 };
        return
        [
            new(vit, vitSgd, ClipNorm: 1, Variant: "long", Epochs: longer),
            new(vit, vitSgd, ClipNorm: 1),
            new(vit, new AdamRecipe { LearningRate = 5e-4 }, ClipNorm: 1),
            new(new ResNet18Recipe { Width = 16 }, sgd, Variant: "k16", Epochs: shorter),
            new(new ResNet18Recipe(), sgd),
            new(new ResNet18Recipe(), new AdamRecipe { LearningRate = adam }),
            new(new ResNet18Recipe(), sgd, Variant: "clean", LabelNoise: 0),
            new(new ResNet18Recipe { Width = 8 }, sgd, Variant: "k8", Epochs: shorter),
            new(new ResNet18Recipe { Width = 4 }, sgd, Variant: "k4", Epochs: shorter),
            new(new ResNet18Recipe { Width = 2 }, sgd, Variant: "k2", Epochs: shorter),
        ];
    }
}
