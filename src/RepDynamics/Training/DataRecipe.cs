using RepDynamics.Data;

namespace RepDynamics.Training;

/// <summary>What a run reads: training images, some of whose given labels may be wrong, and held-out images with true labels.</summary>
public sealed record TrainingData(ImageSet Train, ImageSet Test);

/// <summary>
/// Which data to train on. Derive from it for data of your own. Images and wrong labels follow the run's seed: runs of one seed are compared on the
/// same images, and intervals over seeds hold for the distribution that the images come from.
/// </summary>
public abstract record DataRecipe
{
    /// <summary>The data set's short name, in run names and figures.</summary>
    public abstract string Kind { get; }

    /// <summary>The number of training images (docs/pilot.md: 1000 fits perfectly within minutes on a CPU).</summary>
    public int TrainImages { get; init; } = 1000;

    /// <summary>The number of held-out images; similarity is measured on them (docs/design.md#training: 400).</summary>
    public int TestImages { get; init; } = 400;

    /// <summary>The fraction of training images with a wrong label, in [0, 1) (the paper's label noise: 20%).</summary>
    public double LabelNoise { get; init; } = 0.2;

    /// <summary>Reads or draws the images and gives wrong labels to some: <see cref="Images"/>, then <see cref="Label"/>.</summary>
    /// <param name="runSeed">The run's seed: decides which images, and which labels are wrong.</param>
    /// <exception cref="DataFileException">A data file is missing or damaged.</exception>
    public TrainingData Load(long runSeed) => Label(Images(runSeed), runSeed);

    /// <summary>Reads or draws the images, with true labels: the same for all runs of a seed, so that these can share them.</summary>
    /// <exception cref="DataFileException">A data file is missing or damaged.</exception>
    public TrainingData Images(long runSeed)
    {
        Validate();
        return new(Read(DataSplit.Train, TrainImages, runSeed), Read(DataSplit.Test, TestImages, runSeed));
    }

    /// <summary>Gives wrong labels to some of the training images; the seed decides to which.</summary>
    /// <param name="images">What <see cref="Images"/> gave; stays as it is.</param>
    public TrainingData Label(TrainingData images, long runSeed) => images with { Train = Data.LabelNoise.Apply(images.Train, LabelNoise, runSeed) };

    /// <summary>Height and width of the images in pixels, where they are known before the images are read; null by default.</summary>
    internal virtual int? ImageSize => null;

    /// <summary>Throws unless every field is in its range; a recipe calls it before a run.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public virtual void Validate()
    {
        Recipe.Check(LabelNoise is >= 0 and < 1, "Data.LabelNoise", LabelNoise, "in [0, 1)");
        Recipe.Check(TrainImages >= 1, "Data.TrainImages", TrainImages, "at least 1");
        Recipe.Check(TestImages >= 4, "Data.TestImages", TestImages, "at least 4");
    }

    /// <summary>Reads or draws the images of one split, with true labels. A larger count should keep the images of a smaller one.</summary>
    /// <param name="seed">Seeds the choice or drawing: the run's seed.</param>
    protected abstract ImageSet Read(DataSplit split, int count, long seed);
}

/// <summary>The procedural images of <see cref="OrientedTextures"/>: no download, any machine.</summary>
public sealed record OrientedTexturesRecipe : DataRecipe
{
    /// <inheritdoc/>
    public override string Kind => "textures";

    /// <summary>The number of orientations, 2 to 8.</summary>
    public int Classes { get; init; } = 4;

    /// <summary>Height and width in pixels, 4 to 256.</summary>
    public int Size { get; init; } = 16;

    internal override int? ImageSize => Size;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Recipe.Check(Classes is >= 2 and <= 8, "Data.Classes", Classes, "2 to 8");
        Recipe.Check(Size is >= 4 and <= 256, "Data.Size", Size, "4 to 256 pixels");
    }

    /// <inheritdoc/>
    protected override ImageSet Read(DataSplit split, int count, long seed) =>
        OrientedTextures.Generate(count, Classes, Size, seed, split);
}

/// <summary>CIFAR-10 in its standard binary layout, read by <see cref="Cifar10"/>.</summary>
public sealed record Cifar10Recipe : DataRecipe
{
    /// <inheritdoc/>
    public override string Kind => "cifar10";

    /// <summary>The classes to keep, at least 2 of 0 to 9, in the order of their new labels (docs/pilot.md: airplane, automobile, frog, ship).</summary>
    public IReadOnlyList<int> Classes { get; init; } = [0, 1, 6, 8];

    /// <summary>How many pixels a side become one: 1, 2, 4 or 8 (2: 16 x 16 images).</summary>
    public int Downsample { get; init; } = 2;

    internal override int? ImageSize => Cifar10.Side / Downsample;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        int classes = Classes.Count, most = Cifar10.TrainPerClass * classes, mostTest = Cifar10.TestPerClass * classes;
        Recipe.Check(
            classes >= 2 && Classes.All(c => c is >= 0 and <= 9) && Classes.Distinct().Count() == classes,
            "Data.Classes", $"[{string.Join(", ", Classes)}]", "at least 2 different labels, each 0 to 9");
        Recipe.Check(Downsample is 1 or 2 or 4 or 8, "Data.Downsample", Downsample, "1, 2, 4 or 8");
        Recipe.Check(TrainImages <= most, "Data.TrainImages", TrainImages, $"at most {most}, the training images of {classes} classes");
        Recipe.Check(TestImages <= mostTest, "Data.TestImages", TestImages, $"at most {mostTest}, the test images of {classes} classes");
    }

    /// <inheritdoc/>
    protected override ImageSet Read(DataSplit split, int count, long seed) =>
        Cifar10.Load(Classes, count, Downsample, seed, split);
}
