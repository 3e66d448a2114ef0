using System.Collections.Immutable;

namespace RepDynamics.Data;

/// <summary>What to read of CIFAR-10 with <see cref="Cifar10"/>.</summary>
public sealed record Cifar10Options
{
    /// <summary>Folder that holds the .bin files. Default null: the folder found by <see cref="Cifar10.FindFolder()"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Training or test images. Default training.</summary>
    public DataSplit Split { get; init; } = DataSplit.Train;

    /// <summary>
    /// CIFAR-10 labels of the classes to keep, at least 2, all different, each 0 to 9. They become the labels 0, 1, ... in the
    /// order given here. Default: all ten.
    /// </summary>
    public ImmutableArray<int> Classes { get; init; } = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>
    /// Number of images, at least 1, balanced over the classes to within one. Default null: every image of the classes, in file
    /// order.
    /// </summary>
    public int? Count { get; init; }

    /// <summary>Side of the square of pixels that are averaged into one: 1, 2, 4 or 8. Default 1: 32 x 32 as stored.</summary>
    public int Downsample { get; init; } = 1;

    /// <summary>Seed of the choice of images. Default 0; ignored when <see cref="Count"/> is null.</summary>
    public long Seed { get; init; }

    internal void Check()
    {
        Require(Enum.IsDefined(Split), nameof(Split), Split, "Train or Test");
        var found = Classes.IsDefault ? "none" : string.Join(", ", Classes);
        Require(
            !Classes.IsDefault
                && Classes.Length >= 2
                && Classes.All(c => c is >= 0 and <= 9)
                && Classes.Distinct().Count() == Classes.Length,
            nameof(Classes),
            found,
            "at least 2 different labels, each 0 to 9");
        Require(Count is null or >= 1, nameof(Count), Count, "at least 1 image, or null for all");
        Require(Downsample is 1 or 2 or 4 or 8, nameof(Downsample), Downsample, "1, 2, 4 or 8");
    }

    private static void Require(bool holds, string name, object? value, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{nameof(Cifar10Options)}.{name}: expected {expected}.");
    }
}
