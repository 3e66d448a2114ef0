using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Features as a probe is fitted to them: flattened, centred on their mean over the images, and divided by one number, the root mean
/// square norm of the centred rows. Centring changes no optimum, since the biases take it up, but makes the fit quick. One number and
/// not one a feature: a probe then stays the same when the representation is rotated or scaled, and lambda means the same for every tap,
/// whatever its width and magnitude.
/// </summary>
/// <param name="Rows">Float64 <c>[n, p]</c>, centred and not yet divided: who reads them divides what comes out, which is less.</param>
/// <param name="Mean">Float64 <c>[1, p]</c>, what was subtracted.</param>
/// <param name="Scale">What was divided by, above 0.</param>
internal sealed record ScaledFeatures(Tensor Rows, Tensor Mean, double Scale)
{
    // What single precision leaves, relative to the numbers it came from, where the exact result is zero.
    private const double Rounding = 1e-6;

    /// <exception cref="ArgumentException">A feature is not finite, or all are constant; the message does not tell where.</exception>
    public static ScaledFeatures Of(Tensor features)
    {
        long images = features.size(0);
        Tensor rows = features.reshape(images, -1).to(ScalarType.Float64, copy: true);
        Tensor mean = rows.mean([0], keepdim: true);
        double common = mean.norm().ToDouble();
        double scale = rows.add_(mean, -1).norm().ToDouble() / Math.Sqrt(images);
        if (!double.IsFinite(common + scale)) throw new ArgumentException("A feature is NaN or infinite.", nameof(features));
        if (scale <= Rounding * common || scale == 0)
            throw new ArgumentException("The features are constant over the images: there is nothing to fit a probe to.", nameof(features));
        return new(rows, mean, scale);
    }
}
