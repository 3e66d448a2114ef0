using RepDynamics.Similarity;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Features as a probe is fitted to them, F <c>[n, p]</c>: flattened, centred on their mean over the images, and divided by one number, the
/// root mean square norm of the centred rows. Centring changes no optimum, since the biases take it up, but makes the fit quick. One number
/// and not one a feature: a probe then stays the same when the representation is rotated or scaled, and lambda means the same for every tap,
/// whatever its width and magnitude.
/// </summary>
internal sealed class ScaledFeatures
{
    // What single precision leaves, relative to the numbers it came from, where the exact result is zero.
    private const double Rounding = 1e-6;

    /// <exception cref="ArgumentException">A feature is not finite, or all are constant; the message does not name the place.</exception>
    public ScaledFeatures(Tensor features)
    {
        Values = features.reshape(features.size(0), -1).contiguous().to(ScalarType.Float64, copy: true);
        Mean = Values.mean([0], keepdim: true);
        Scale = Values.sub_(Mean).norm().ToDouble() / Math.Sqrt(Images);
        double common = Mean.norm().ToDouble();
        if (!double.IsFinite(common + Scale)) throw new ArgumentException("A feature is NaN or infinite.");
        if (Scale <= Rounding * common || Scale == 0)
            throw new ArgumentException("The features are constant over the images: there is nothing to fit a probe to.");
        Values.div_(Scale);
    }

    /// <summary>n.</summary>
    public long Images => Values.size(0);

    /// <summary>p.</summary>
    public long Count => Values.size(1);

    /// <summary>F, float64 on the device of the features.</summary>
    public Tensor Values { get; }

    /// <summary>Float64 <c>[1, p]</c>, subtracted from the features.</summary>
    public Tensor Mean { get; }

    /// <summary>What they were divided by.</summary>
    public double Scale { get; }

    /// <summary>F F', float32 <c>[n, n]</c>, on the same device.</summary>
    public Tensor Gram()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gram = zeros([Images, Images], device: Values.device);
        SymmetricProduct.AddUpper(gram, Values.to(ScalarType.Float32));
        SymmetricProduct.Mirror(gram);
        return gram.MoveToOuterDisposeScope();
    }
}
