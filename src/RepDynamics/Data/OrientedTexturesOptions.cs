namespace RepDynamics.Data;

/// <summary>What to draw with <see cref="OrientedTextures"/>.</summary>
public sealed record OrientedTexturesOptions
{
    /// <summary>
    /// Number of orientations, 2 to 8; a class is 180 degrees / classes apart from the next. Default 4: 45 degrees.
    /// </summary>
    public int Classes { get; init; } = 4;

    /// <summary>Rows and columns of an image, 4 to 256 pixels. Default 16.</summary>
    public int Size { get; init; } = 16;

    /// <summary>Number of images, at least 1. Default 1000. Asking for more keeps the earlier ones.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Seed of the data set. Default 0. Not the seed of a run: runs with different seeds share their data.</summary>
    public long Seed { get; init; }

    /// <summary>Training or test images; they share no random draw. Default training.</summary>
    public DataSplit Split { get; init; } = DataSplit.Train;

    internal void Check()
    {
        Require(Classes is >= 2 and <= 8, nameof(Classes), Classes, "2 to 8");
        Require(Size is >= 4 and <= 256, nameof(Size), Size, "4 to 256 pixels");
        Require(Count >= 1, nameof(Count), Count, "at least 1 image");
        Require(Enum.IsDefined(Split), nameof(Split), Split, "Train or Test");
    }

    private static void Require(bool holds, string name, object value, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{nameof(OrientedTexturesOptions)}.{name}: expected {expected}.");
    }
}
