using RepDynamics.Regions;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Profiles;

/// <summary>
/// The scale of claims' runs: data, networks and length of training. <c>dotnet test -p:Profile=NAME</c> and the files in
/// <c>experiments/profiles</c> use the same names.
/// </summary>
public sealed record Profile
{
    /// <summary>The name, as given by <c>-p:Profile</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the images are, in a few words, for pages: <c>drawn textures</c>.</summary>
    public required string Images { get; init; }

    /// <summary>The images of every run.</summary>
    public required DataRecipe Data { get; init; }

    /// <summary>Epochs of the runs of conditions that do not say otherwise.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>s: the learning rate is divided by sqrt(1 + floor(step / s)) (docs/design.md#training: 256); a condition may override it.</summary>
    public int DecaySteps { get; init; } = 256;

    /// <summary>Whether every batch is cropped and flipped at random (docs/design.md#training: not on the small profiles).</summary>
    public bool Augment { get; init; }

    /// <summary>Precision of products in training steps (default: float32).</summary>
    public Precision Precision { get; init; }

    /// <summary>The epochs of snapshots.</summary>
    public SnapshotSchedule Snapshots { get; init; } = new();

    /// <summary>The estimator of CKA that decides: debiased where networks have many more features than there are images (default: biased).</summary>
    public CkaEstimator Estimator { get; init; }

    /// <summary>How decision regions are measured.</summary>
    public RegionOptions Regions { get; init; } = new();

    /// <summary>The conditions, costliest first for scheduling; names are unique.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    // Before the profiles: static properties are initialized in textual order. The first edition's rates.
    private static Rates FirstEditionRates { get; } = new(VitSgd: 0.05, VitAdam: 5e-4, ResNetSgd: 0.02, ResNetAdam: 3e-4);

    private static Cifar10Recipe AllClasses { get; } = new() { Classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Downsample = 1 };

    // 50 planes of 30 x 30 points a set would take longer than the training: docs/design.md#training.
    private static RegionOptions CpuRegions { get; } = new()
    {
        Triplets = 6,
        MislabelledTriplets = 5,
        Resolution = 10,
        ProbeImages = 500,
        HeldOutImages = 200,
        OutputTriplets = 50,
        OutputResolution = 12,
    };

    /// <summary>
    /// Any machine, no download, minutes on 2 cores: oriented textures, 1000 images with 20% wrong labels. The rates are those of the highest held-out
    /// accuracy (docs/exploration.md); every condition trains to about 4 t*, or, where the width differs, to 3 t*; the narrow ResNet with Adam as long as the other.
    /// </summary>
    public static Profile Cpu { get; } = new()
    {
        Name = "cpu",
        Images = "drawn textures",
        Data = new OrientedTexturesRecipe { TestImages = 1000 },
        Epochs = 120,
        Regions = CpuRegions,
        Conditions = Studied(
            new(), new(), new(VitSgd: 0.02, VitAdam: 1e-3, ResNetSgd: 0.02, ResNetAdam: 0.01), narrow: 4, wide: 16,
            new(VitSgd: 280, VitAdam: 150, ResNetSgd: 80, ResNetAdam: 150, NarrowSgd: 120, WideSgd: 50, NarrowAdam: 150)),
    };

    /// <summary>
    /// Real images on a CPU: the CIFAR-10 classes airplane, automobile, frog and ship at 16 x 16 pixels, 1000 images with 20% wrong labels. Rates and
    /// lengths by the rules of <see cref="Cpu"/> (docs/exploration.md); those without a variant train 15% longer, for seeds that fit later than those explored.
    /// </summary>
    public static Profile CifarCpu { get; } = new()
    {
        Name = "cifar-cpu",
        Images = "photographs: four classes of CIFAR-10, 16 x 16 pixels",
        Data = new Cifar10Recipe { TestImages = 1000 },
        Epochs = 160,
        Regions = CpuRegions with { OutputResolution = 20 },
        Conditions = Studied(
            new(), new(), new(VitSgd: 0.01, VitAdam: 5e-4, ResNetSgd: 0.1, ResNetAdam: 0.1), narrow: 4, wide: 16,
            new(VitSgd: 460, VitAdam: 250, ResNetSgd: 230, ResNetAdam: 300, NarrowSgd: 250, WideSgd: 80, NarrowAdam: 300)),
    };

    /// <summary>Seconds, for continuous integration: tiny networks, a few hundred images. Its verdicts mean nothing.</summary>
    public static Profile Smoke { get; } = new()
    {
        Name = "smoke",
        Images = "a few drawn textures",
        Data = new OrientedTexturesRecipe { TrainImages = 256, TestImages = 100 },
        Epochs = 12,
        Snapshots = new SnapshotSchedule { Logarithmic = 9, Linear = 9 },
        Regions = new RegionOptions
        {
            Triplets = 3,
            MislabelledTriplets = 2,
            Resolution = 12,
            ProbeImages = 100,
            HeldOutImages = 100,
            OutputTriplets = 4,
            OutputResolution = 6,
        },
        Conditions = Studied(
            new() { Dimension = 16, Depth = 2 }, new(), FirstEditionRates with { ResNetAdam = 1e-3 }, narrow: 4, wide: 16,
            new(WideSgd: 10, NarrowAdam: 10)),
    };

    /// <summary>
    /// One GPU, a quarter of an hour or more a claim: 5000 images of all ten classes of CIFAR-10, 32 x 32, ResNet-18 of the usual width (He et al. 2016) and a ViT
    /// of DeiT-Ti's width (Touvron et al. 2021), as deep as that of <see cref="Cpu"/>. Rates and lengths are those of one exploration seed on a GPU, to 4 t*
    /// and 15% more (docs/exploration.md); lengths of other widths, batch and bfloat16 are assumed. 2000 held-out images: all 10,000 at every snapshot, in
    /// float32, would be half as many as a ResNet trains on (docs/gpu.md).
    /// </summary>
    public static Profile Gpu { get; } = new()
    {
        Name = "gpu",
        Images = "photographs: CIFAR-10",
        Data = AllClasses with { TrainImages = 5000, TestImages = 2000 },
        Epochs = 160,
        BatchSize = 128,
        Precision = Precision.BFloat16,
        Estimator = CkaEstimator.Debiased,
        Conditions = Studied(
            new() { Dimension = 192, Heads = 3, MlpRatio = 4 }, new() { Width = 64 },
            new(VitSgd: 0.02, VitAdam: 5e-4, ResNetSgd: 0.1, ResNetAdam: 0.01), narrow: 16, wide: 128,
            new(VitSgd: 340, VitAdam: 310, ResNetSgd: 300, ResNetAdam: 320, NarrowSgd: 300, WideSgd: 200, NarrowAdam: 320)),
    };

    /// <summary>
    /// The paper's scale, GPU-days: all of CIFAR-10, augmented, 4000 epochs. ResNet as in Nakkiran et al. (2020), whom the paper follows: SGD
    /// at 0.1 divided by sqrt(1 + floor(step / 512)), Adam at a constant 1e-4, batches of 128; momentum and warm-up are the other profiles'
    /// (assumed). A ViT of DeiT-Ti's size (Touvron et al. 2021); its rates are those of the small profiles (assumed); bfloat16 (assumed). Untried.
    /// </summary>
    public static Profile Paper { get; } = new()
    {
        Name = "paper",
        Images = "photographs: CIFAR-10",
        Data = AllClasses with { TrainImages = 50_000, TestImages = 10_000 },
        Epochs = 4000,
        BatchSize = 128,
        DecaySteps = 512,
        Precision = Precision.BFloat16,
        Augment = true,
        Estimator = CkaEstimator.Debiased,
        // As dense in ln t as 22 epochs are over 100: times relative to t* need a snapshot within 15%.
        Snapshots = new SnapshotSchedule { Logarithmic = 44 },
        // Every condition trains far beyond four times its epoch of perfect fit.
        Conditions = Studied(
            new() { Dimension = 192, Depth = 12, Heads = 3, MlpRatio = 4 }, new() { Width = 64 }, FirstEditionRates with { ResNetSgd = 0.1, ResNetAdam = 1e-4 },
            narrow: 16, wide: 128, new(), resNetAdamDecay: 0),
    };

    /// <summary>All profiles.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Smoke, Cpu, CifarCpu, Gpu, Paper];

    /// <summary>Returns the profile of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the known ones.</exception>
    public static Profile Named(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"There is no profile '{name}': use {string.Join(" or ", All.Select(p => p.Name))}.", nameof(name));

    /// <summary>Returns the recipe of one run.</summary>
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
            DecaySteps = found.DecaySteps ?? DecaySteps,
            Augment = Augment,
            Precision = Precision,
            Snapshots = Snapshots,
        }.Validated();
    }

    // The conditions of all claims, costliest first. The four without a variant serve most of them. Narrow and wide ResNets, trained to 3 t*, serve
    // WidthPattern (SGD); the narrow ones are those without a double descent of DeepDoubleDescent.
    private static Condition[] Studied(
        VisionTransformerRecipe vit, ResNet18Recipe resNet, Rates rates, int narrow, int wide, Lengths epochs, int? resNetAdamDecay = null)
    {
        SgdRecipe sgd = new() { LearningRate = rates.ResNetSgd };
        AdamRecipe adam = new() { LearningRate = rates.ResNetAdam };
        ResNet18Recipe thin = resNet with { Width = narrow }, thick = resNet with { Width = wide };
        return
        [
            new(vit, new SgdRecipe { LearningRate = rates.VitSgd }, ClipNorm: 1, Epochs: epochs.VitSgd),
            new(thick, sgd, Variant: "wide", Epochs: epochs.WideSgd),
            new(vit, new AdamRecipe { LearningRate = rates.VitAdam }, ClipNorm: 1, Epochs: epochs.VitAdam),
            new(resNet, sgd, Epochs: epochs.ResNetSgd),
            new(resNet, adam, Epochs: epochs.ResNetAdam, DecaySteps: resNetAdamDecay),
            new(thin, sgd, Variant: "narrow", Epochs: epochs.NarrowSgd),
            new(thin, adam, Variant: "narrow", Epochs: epochs.NarrowAdam, DecaySteps: resNetAdamDecay),
        ];
    }

    private sealed record Rates(double VitSgd, double VitAdam, double ResNetSgd, double ResNetAdam);

    // Epochs of the conditions; null: the profile's.
    private sealed record Lengths(
        int? VitSgd = null, int? VitAdam = null, int? ResNetSgd = null, int? ResNetAdam = null, int? NarrowSgd = null, int? WideSgd = null,
        int? NarrowAdam = null);
}

/// <summary>A network with an optimizer, and what differs from the profile's other runs.</summary>
/// <param name="ClipNorm">The largest norm of the gradients; null: no clipping.</param>
/// <param name="Variant">
/// Distinguishes conditions of the same network and optimizer, such as <c>clean</c>; null for the default one.
/// </param>
/// <param name="LabelNoise">The fraction of training images with a wrong label; null: the profile's.</param>
/// <param name="Epochs">Epochs of the run; null: the profile's.</param>
/// <param name="DecaySteps">s of the learning rate's decay, 0 for a constant rate; null: the profile's.</param>
public sealed record Condition(
    NetworkRecipe Network, OptimizerRecipe Optimizer, double? ClipNorm = null, string? Variant = null, double? LabelNoise = null, int? Epochs = null,
    int? DecaySteps = null)
{
    /// <summary>The name registrations use: <c>ViT-SGD</c>, <c>ResNet-SGD-clean</c>.</summary>
    public string Name => $"{Network.Kind}-{Optimizer.Kind}{(Variant is null ? "" : $"-{Variant}")}";
}
