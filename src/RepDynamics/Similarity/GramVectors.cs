using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>
/// Turns features into vectors of length 1 whose inner product is linear CKA: the centred Gram matrix K of n images, divided by its
/// Frobenius norm, packed as its upper triangle with the entries off the diagonal times sqrt 2 (so that the packed inner product is the
/// matrix one). A whole epoch x epoch similarity is then one matrix product.
/// </summary>
internal sealed class GramVectors : IDisposable
{
    // For which both estimators are defined.
    public const int FewestImages = 4;

    // What single precision leaves, relative to the numbers it came from, where the exact result is zero.
    private const double Rounding = 1e-6;

    private readonly CkaEstimator estimator;

    // Positions of the packed entries in the matrix, and what they are multiplied by.
    private readonly Tensor upper, weights;

    public GramVectors(int images, CkaEstimator estimator, Device device)
    {
        if (images < FewestImages) throw new ArgumentException($"CKA of {images} images is not defined: give at least {FewestImages}.", nameof(images));
        Images = images;
        this.estimator = estimator;
        using DisposeScope scope = NewDisposeScope();
        Tensor all = full([images, images], MathF.Sqrt(2), ScalarType.Float32, device);
        all.diagonal().fill_(1);
        upper = all.triu().reshape(-1).nonzero().reshape(-1).DetachFromDisposeScope();
        weights = all.reshape(-1).index_select(0, upper).DetachFromDisposeScope();
    }

    public int Images { get; }

    /// <summary>The length of a vector: n (n + 1) / 2.</summary>
    public int Length => Images * (Images + 1) / 2;

    /// <summary>
    /// What every estimator starts from: the inner products of features <c>[n, ...]</c>, flattened, centred and divided by their norm; float32
    /// <c>[n, n]</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The first dimension is not n, a value is not finite, or the features are constant.</exception>
    public Tensor Gram(Tensor features)
    {
        if (features.size(0) != Images) throw new ArgumentException($"Features of {features.size(0)} images, where {Images} were expected.", nameof(features));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = features.reshape(Images, -1).to(ScalarType.Float32);
        double size = x.norm().ToDouble();
        if (!double.IsFinite(size)) throw new ArgumentException("A feature is NaN or infinite (or beyond 1e18).", nameof(features));
        // Centring the features first keeps the Gram matrix small where the mean is large against the spread.
        x = x - x.mean([0], keepdim: true);
        double spread = x.norm().ToDouble();
        if (spread <= Rounding * size)
        {
            // One large constant feature hides others that vary: each is compared with its own size.
            Tensor exact = features.reshape(Images, -1).to(ScalarType.Float64), mean = exact.mean([0], keepdim: true);
            exact = exact - mean;
            if (!(exact.square().mean([0], keepdim: true) > (Rounding * mean).square()).any().ToBoolean())
                throw new ArgumentException("The features are constant over the images: CKA is not defined.", nameof(features));
            x = exact.to(ScalarType.Float32);
            spread = x.norm().ToDouble();
        }
        x = x.div_(spread);
        return x.mm(x.t()).MoveToOuterDisposeScope();
    }

    /// <summary>The vector of features, given their <see cref="Gram"/> matrix: float32 <c>[n (n + 1) / 2]</c>.</summary>
    /// <exception cref="ArgumentException">Debiased: all images lie equally far apart.</exception>
    public Tensor OfGram(Tensor gram)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        gram = estimator == CkaEstimator.Debiased ? UCentred(gram) : Centred(gram);
        Tensor packed = gram.reshape(-1).index_select(0, upper).mul_(weights);
        double norm = packed.norm().ToDouble();
        if (norm < Rounding) throw new ArgumentException("All images lie equally far apart in these features: debiased CKA is not defined.");
        return packed.div_(norm).MoveToOuterDisposeScope();
    }

    /// <summary>The Gram matrix of a vector, <c>[n, n]</c>.</summary>
    public Tensor Unpacked(Tensor vector)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor half = zeros([(long)Images * Images], device: vector.device).index_copy_(0, upper, vector / weights).reshape(Images, Images);
        return (half + half.t() - half.diagonal().diag()).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        upper.Dispose();
        weights.Dispose();
    }

    // Again, for what rounding left of a large mean.
    private static Tensor Centred(Tensor gram)
    {
        Tensor rows = gram.mean([1], keepdim: true);
        return gram - rows - rows.t() + rows.mean();
    }

    // Song et al. 2012, equation 5, on the Gram matrix with its diagonal set to zero (centring the features first changes nothing).
    private Tensor UCentred(Tensor gram)
    {
        double n = Images;
        Tensor off = ones([Images, Images], device: gram.device) - eye(Images, device: gram.device);
        Tensor k = gram * off;
        Tensor rows = k.sum(1, keepdim: true);
        double total = rows.sum().ToDouble();
        return (k - (rows + rows.t()) / (n - 2) + total / ((n - 1) * (n - 2))) * off;
    }
}

/// <summary>How the dependence of two sets of features is estimated from n images.</summary>
public enum CkaEstimator
{
    /// <summary>The inner product of the centred Gram matrices (Kornblith et al. 2019, equations 1 and 2): never negative.</summary>
    Biased,

    /// <summary>
    /// The inner product of the U-centred Gram matrices with zero diagonal (Song et al. 2012, equation 5; Székely and Rizzo 2014): its
    /// expectation does not depend on n, and it may be slightly negative.
    /// </summary>
    Debiased,
}
