using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// A linear classifier on one tap's output (Alain and Bengio 2016): multinomial logistic regression with an L2 penalty on the weights and
/// none on the biases, solved to a stated tolerance, so that it is a function of the representation and its labels alone.
/// </summary>
/// <remarks>
/// It minimizes the mean cross entropy over the training images plus lambda / 2 times ||W||^2, W being the weights on features that
/// were centred and divided by <see cref="Scale"/>. The probabilities do not change when the features are shifted, rotated or scaled.
/// A class without a training image is never chosen: its bias, which no penalty holds, is minus infinity at the optimum, and its weights
/// are 0. Not for use by several threads at once.
/// </remarks>
internal sealed class LinearProbe : IDisposable
{
    private readonly ProbeSubject subject;
    private readonly PresentClasses present;

    // Where the next snapshot's probe starts: coordinates and biases on scaled features.
    private readonly Tensor coordinates, biases;

    // By type, and by the number of channels where these come last; 0 stands for features as they come.
    private readonly Dictionary<(ScalarType, long), (Tensor Weights, Tensor Bias)> kept = [];

    private LinearProbe(ProbeSubject subject, PresentClasses present, ScaledFeatures features, NewtonSolver.Solution solution)
    {
        this.subject = subject;
        this.present = present;
        coordinates = solution.Optimum.Weights.clone().DetachFromDisposeScope();
        biases = solution.Optimum.Bias.clone().DetachFromDisposeScope();
        Weights = (solution.Weights! / features.Scale).DetachFromDisposeScope();
        Bias = (biases.t().to(Weights.device) - features.Mean.mm(Weights.t())).DetachFromDisposeScope();
        Scale = features.Scale;
        Iterations = solution.Iterations;
        HessianProducts = solution.HessianProducts;
        GradientNorm = solution.GradientNorm;
        kept[(ScalarType.Float64, 0)] = (Weights, Bias);
    }

    /// <summary>p, the number of features of an image.</summary>
    public long Features => Weights.size(1);

    /// <summary>The root mean square norm of the centred training features, above 0: the features were divided by it.</summary>
    public double Scale { get; }

    public int Iterations { get; }

    /// <summary>Products with the Hessian, over all steps: the measure of the work.</summary>
    public int HessianProducts { get; }

    /// <summary>Norm of the objective's gradient at the solution, relative to its norm at zero; at most the tolerance asked.</summary>
    public double GradientNorm { get; }

    // For the classes present, on features as they come: float64 [C', p] and [1, C'].
    public Tensor Weights { get; }

    public Tensor Bias { get; }

    /// <summary>
    /// Fits a probe to a tap's output on the training images, float <c>[n, ...]</c>, and to the labels the network was given, int64 <c>[n]</c>. A warm
    /// start, usually the previous snapshot's probe, changes the time, not the result. The probe is in no dispose scope: the caller disposes it.
    /// </summary>
    /// <exception cref="ArgumentException">Names run, tap and epoch, and what is wrong with features, labels, warm start or options.</exception>
    /// <exception cref="ProbeException">The tolerance was not reached within the iterations allowed.</exception>
    public static LinearProbe Fit(
        ProbeSubject subject, Tensor features, Tensor labels, int classes, ProbeOptions? options = null, LinearProbe? warmStart = null, bool? byImage = null)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PresentClasses present;
        ScaledFeatures scaled;
        try
        {
            options = (options ?? new ProbeOptions()).Validated();
            if (features.dim() < 2) throw new ArgumentException($"Features of {features.dim()} dimensions, where [n, ...] was expected.");
            present = PresentClasses.Of(labels, features.size(0), classes);
            scaled = new ScaledFeatures(features);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{subject}: {e.Message}", e);
        }
        ProbeSpace space = new(scaled, present.Labels.Length, byImage);
        SoftmaxObjective objective = new(space, present.Renumbered(labels), options.L2);
        NewtonSolver.Solution solution = NewtonSolver.Minimize(objective, warmStart?.StartFor(subject, space, present), options);
        if (!(solution.GradientNorm <= options.GradientTolerance))
            throw new ProbeException(subject, solution.Iterations, solution.GradientNorm, options);
        return new LinearProbe(subject, present, scaled, solution);
    }

    /// <summary>The most likely class of any images' features, int64 <c>[m]</c>; of two that are equal, either.</summary>
    /// <inheritdoc cref="Logits" path="/exception"/>
    public Tensor Classes(Tensor features)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return present.Original(Logits(features).argmax(1)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        coordinates.Dispose();
        biases.Dispose();
        foreach ((Tensor weights, Tensor bias) in kept.Values)
        {
            weights.Dispose();
            bias.Dispose();
        }
    }

    /// <summary>
    /// The logits of the classes present of any images' features, for example of grid points: <c>[m, C']</c>, of the features' type and on their device.
    /// </summary>
    /// <exception cref="ArgumentException">Names run, tap and epoch: another number of features, or one that is not finite.</exception>
    internal Tensor Logits(Tensor features)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long images = features.size(0);
        if (images == 0 || features.numel() != images * Features)
        {
            throw new ArgumentException(
                $"{subject}: features [{string.Join(", ", features.shape)}], where [m, ...] of {Features} features an image were expected.", nameof(features));
        }
        // What convolutions give lies in memory with its channels last. To turn the weights is less than to turn the features.
        long channels = features.dim() == 4 && !features.is_contiguous() ? features.size(1) : 0;
        if (channels > 0) features = features.permute(0, 2, 3, 1);
        (Tensor weights, Tensor bias) = For(features.dtype, channels);
        Tensor logits = features.reshape(images, Features).mm(weights.t()).add_(bias);
        // A feature that is not finite makes every logit of its image so: no pass over the features is needed to find it.
        if (!double.IsFinite(logits.sum().ToDouble()))
            throw new ArgumentException($"{subject}: a feature to classify is NaN or infinite.", nameof(features));
        return logits.MoveToOuterDisposeScope();
    }

    private (Tensor Weights, Tensor Bias) For(ScalarType type, long channels)
    {
        if (kept.TryGetValue((type, channels), out (Tensor, Tensor) found)) return found;
        Tensor weights = channels == 0 ? Weights : Weights.reshape(-1, channels, Features / channels).transpose(1, 2).reshape(-1, Features);
        return kept[(type, channels)] = (weights.to(type, copy: true).DetachFromDisposeScope(), Bias.to(type, copy: true).DetachFromDisposeScope());
    }

    private ProbeVector StartFor(ProbeSubject later, ProbeSpace space, PresentClasses classes)
    {
        (long count, long length, _) = space.Shape;
        if (!coordinates.shape.SequenceEqual([count, length]) || present.Count != classes.Count || !present.Labels.SequenceEqual(classes.Labels))
        {
            throw new ArgumentException(
                $"{later}: the warm start, {subject}, was fitted to another shape of features or to other classes; leave it out.", nameof(later));
        }
        return new ProbeVector(space).AddAndRenew(space, coordinates, biases, 1);
    }
}

// The optimal bias of a class without images is minus infinity. Fitting the others, and giving it that bias, is the limit.

/// <summary>The classes that training images have, of so many, increasing; renumbered without gaps.</summary>
internal sealed record PresentClasses(int Count, long[] Labels)
{
    /// <exception cref="ArgumentException">The labels do not fit images or classes, or fewer than 2 classes are present.</exception>
    public static PresentClasses Of(Tensor labels, long images, int classes)
    {
        if (classes < 2) throw new ArgumentException($"{classes} classes: a probe needs at least 2.");
        if (labels.dim() != 1 || labels.size(0) != images || labels.dtype != ScalarType.Int64)
        {
            throw new ArgumentException(
                $"Labels [{string.Join(", ", labels.shape)}] of type {labels.dtype} for features of {images} images: expected Int64 [{images}], one an image.");
        }
        long[] distinct = [.. OnHost(labels).Distinct().Order()];
        foreach (long label in distinct.Where(label => label < 0 || label >= classes))
            throw new ArgumentException($"Label {label}: expected 0 .. {classes - 1}.");
        return distinct.Length >= 2
            ? new(classes, distinct)
            : throw new ArgumentException($"The images have {distinct.Length} of {classes} classes: a probe needs images of at least 2.");
    }

    /// <summary>Labels as positions among the classes present, <c>[n]</c>.</summary>
    public Tensor Renumbered(Tensor original) => tensor([.. OnHost(original).Select(label => (long)Array.IndexOf(Labels, label))], [original.size(0)]);

    /// <summary>The labels of positions, <c>[m]</c>.</summary>
    public Tensor Original(Tensor positions) =>
        Labels.Length == Count ? positions : tensor(Labels, [Labels.Length], device: positions.device).index_select(0, positions);

    private static long[] OnHost(Tensor labels)
    {
        using Tensor onCpu = labels.cpu();
        return onCpu.data<long>().ToArray();
    }
}
