using RepDynamics.Models;

namespace RepDynamics.Training;

/// <summary>
/// Describes a network and builds it. Derive from it for a network of your own: its public properties are its identity and must include
/// everything that changes the network.
/// </summary>
public abstract record NetworkRecipe
{
    /// <summary>The network's short name, in run names and figures.</summary>
    public abstract string Kind { get; }

    /// <summary>Builds the network, its weights not yet drawn.</summary>
    /// <param name="imageSize">Height and width of the images, in pixels.</param>
    public abstract Network Build(int imageSize, int classes);

    /// <summary>
    /// The number of multiplications, each with its addition, in the matrix products and convolutions of one image's forward pass; null, the
    /// default, where it is unknown.
    /// </summary>
    /// <inheritdoc cref="Build" path="/param"/>
    public virtual long? MultiplyAccumulates(int imageSize, int channels, int classes) => null;

    /// <summary>Throws unless every field is in its range; a recipe calls it before a run.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public virtual void Validate()
    {
    }
}

/// <summary>ResNet-18 with pre-activation blocks and the stem for CIFAR images, a 3x3 convolution without pooling (He et al. 2016).</summary>
public sealed record ResNet18Recipe : NetworkRecipe
{
    /// <inheritdoc/>
    public override string Kind => "ResNet";

    /// <summary>k, the channels of the first stage. 64 is the paper's usual size; 8 fits a CPU (assumed).</summary>
    public int Width { get; init; } = 8;

    /// <inheritdoc/>
    public override Network Build(int imageSize, int classes)
    {
        Validate();
        return new ResNet18(Width, classes);
    }

    /// <inheritdoc/>
    public override long? MultiplyAccumulates(int imageSize, int channels, int classes)
    {
        long from = Width, side = imageSize, products = side * side * 9 * channels * from;
        foreach (int stage in (int[])[1, 2, 4, 8])
        {
            long to = stage * Width;
            if (stage > 1)
            {
                side = (side + 1) / 2;
                products += side * side * from * to; // the shortcut
            }
            products += side * side * 9 * (from * to + 3 * to * to);
            from = to;
        }
        return products + from * classes;
    }

    /// <inheritdoc/>
    public override void Validate() => Recipe.Check(Width >= 1, "Network.Width", Width, "at least 1");
}

/// <summary>A vision transformer with a class token and pre-norm encoder blocks (Dosovitskiy et al. 2021).</summary>
public sealed record VisionTransformerRecipe : NetworkRecipe
{
    /// <inheritdoc/>
    public override string Kind => "ViT";

    /// <summary>Height and width of a patch, in pixels; 4 makes 16 patches of a 16 x 16 image (assumed).</summary>
    public int Patch { get; init; } = 4;

    /// <summary>d, the size of a token (assumed).</summary>
    public int Dimension { get; init; } = 64;

    /// <summary>The number of encoder blocks (assumed).</summary>
    public int Depth { get; init; } = 6;

    /// <summary>The number of attention heads (assumed).</summary>
    public int Heads { get; init; } = 2;

    /// <summary>The MLP's hidden size as a multiple of d (assumed; 4 is usual in large models).</summary>
    public int MlpRatio { get; init; } = 2;

    /// <inheritdoc/>
    public override Network Build(int imageSize, int classes)
    {
        Validate();
        return new VisionTransformer(imageSize, Patch, Dimension, Depth, Heads, MlpRatio, classes);
    }

    /// <inheritdoc/>
    public override long? MultiplyAccumulates(int imageSize, int channels, int classes)
    {
        long side = imageSize / Patch, patches = side * side, tokens = patches + 1, d = Dimension;
        // In training the last block computes the class token alone; all of its tokens are attended to.
        return patches * channels * Patch * Patch * d + (Depth - 1) * Block(tokens) + Block(1) + d * classes;

        long Block(long outputs) => tokens * d * 3 * d + 2 * outputs * tokens * d + outputs * d * d + 2 * outputs * d * MlpRatio * d;
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Recipe.Check(Patch >= 1, "Network.Patch", Patch, "at least 1");
        Recipe.Check(Depth >= 1, "Network.Depth", Depth, "at least 1");
        Recipe.Check(Heads >= 1, "Network.Heads", Heads, "at least 1");
        Recipe.Check(Dimension >= 1 && Dimension % Heads == 0, "Network.Dimension", Dimension, $"a multiple of the number of heads, {Heads}");
        Recipe.Check(MlpRatio >= 1, "Network.MlpRatio", MlpRatio, "at least 1");
    }
}
