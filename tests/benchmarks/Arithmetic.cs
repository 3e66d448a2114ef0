using RepDynamics.Training;

namespace RepDynamics.Benchmarks;

/// <summary>The multiplications and additions that a network's matrix products and convolutions take, for images of 3 x 16 x 16 and 4 classes.</summary>
internal static class Arithmetic
{
    private const int Channels = 3, Side = 16, Classes = 4;

    /// <summary>Floating-point operations of one training step, an image: forward, and twice that for the gradients.</summary>
    public static double OfTraining(NetworkRecipe network) => 3 * OfForward(network);

    /// <summary>Floating-point operations of one forward pass, an image.</summary>
    public static double OfForward(NetworkRecipe network) => 2.0 * (network switch
    {
        VisionTransformerRecipe vit => Products(vit),
        ResNet18Recipe resNet => Products(resNet),
        _ => throw new ArgumentException($"No count for a {network.Kind}.", nameof(network)),
    });

    private static long Products(VisionTransformerRecipe vit)
    {
        long patches = Side / vit.Patch * (Side / vit.Patch), tokens = patches + 1, d = vit.Dimension;
        long Block(long outputs) => tokens * d * 3 * d + 2 * outputs * tokens * d + outputs * d * d + 2 * outputs * d * vit.MlpRatio * d;
        // The last block computes the class token alone.
        return patches * Channels * vit.Patch * vit.Patch * d + (vit.Depth - 1) * Block(tokens) + Block(1) + d * Classes;
    }

    private static long Products(ResNet18Recipe resNet)
    {
        long width = resNet.Width, products = Side * Side * 9 * Channels * width, from = width, side = Side;
        foreach (int stage in (int[])[1, 2, 4, 8])
        {
            long to = stage * width;
            if (stage > 1)
            {
                side /= 2;
                products += side * side * from * to; // the shortcut
            }
            products += side * side * 9 * (from * to + 3 * to * to);
            from = to;
        }
        return products + from * Classes;
    }
}
