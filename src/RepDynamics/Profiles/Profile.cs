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

    /// <summary>
    /// Any machine, no download, minutes on 2 cores: oriented textures, 1000 images with 20% wrong labels. Rates and sizes from DESIGN,
    /// section 7.
    /// </summary>
    public static Profile Cpu { get; } = new()
    {
        Name = "cpu",
        Data = new OrientedTexturesRecipe(),
        Epochs = 120,
        Regions = new RegionOptions { Triplets = 6, MislabelledTriplets = 3, Resolution = 10, ProbeImages = 500, HeldOutImages = 200 },
        Conditions =
        [
            new(new VisionTransformerRecipe(), new SgdRecipe { LearningRate = 0.05 }, ClipNorm: 1),
            new(new VisionTransformerRecipe(), new AdamRecipe { LearningRate = 5e-4 }, ClipNorm: 1),
            new(new ResNet18Recipe(), new SgdRecipe { LearningRate = 0.02 }),
            new(new ResNet18Recipe(), new AdamRecipe { LearningRate = 1e-3 }),
        ],
    };

    /// <summary>Seconds, for the plumbing of continuous integration: tiny networks, a few hundred images. Its verdicts mean nothing.</summary>
    public static Profile Smoke { get; } = new()
    {
        Name = "smoke",
        Data = new OrientedTexturesRecipe { TrainImages = 256, TestImages = 100 },
        Epochs = 12,
        Snapshots = new SnapshotSchedule { Logarithmic = 9, Linear = 9 },
        Regions = new RegionOptions { Triplets = 3, MislabelledTriplets = 2, Resolution = 12, ProbeImages = 100, HeldOutImages = 100 },
        Conditions =
        [
            new(new VisionTransformerRecipe { Dimension = 16, Depth = 2 }, new SgdRecipe { LearningRate = 0.05 }, ClipNorm: 1),
            new(new VisionTransformerRecipe { Dimension = 16, Depth = 2 }, new AdamRecipe { LearningRate = 5e-4 }, ClipNorm: 1),
            new(new ResNet18Recipe(), new SgdRecipe { LearningRate = 0.02 }),
            new(new ResNet18Recipe(), new AdamRecipe { LearningRate = 1e-3 }),
        ],
    };

    /// <summary>The profiles there are.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Smoke, Cpu];

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
            Data = Data,
            Optimizer = found.Optimizer,
            ClipNorm = found.ClipNorm,
            Seed = seed,
            Epochs = Epochs,
            BatchSize = BatchSize,
            Snapshots = Snapshots,
        }.Validated();
    }
}
