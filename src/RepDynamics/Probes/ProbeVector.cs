using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>Weights and biases as the solver carries them; changed in place.</summary>
/// <param name="space">What the coordinates stand for.</param>
/// <param name="weights">Coordinates of the weights, <c>[d, C]</c>.</param>
/// <param name="bias">Biases, <c>[1, C]</c>.</param>
/// <param name="logits">The weights' logits on the training images, without the biases, <c>[n, C]</c>.</param>
internal sealed class ProbeVector(ProbeSpace space, Tensor weights, Tensor bias, Tensor logits)
{
    public Tensor Weights { get; } = weights;

    public Tensor Bias { get; } = bias;

    public Tensor Logits { get; } = logits;

    public static ProbeVector At(ProbeSpace space, Tensor weights, Tensor bias) => new(space, weights, bias, space.Logits(weights));

    public ProbeVector Clone() => new(space, Weights.clone(), Bias.clone(), Logits.clone());

    public ProbeVector Scaled(double factor)
    {
        Weights.mul_(factor);
        Bias.mul_(factor);
        Logits.mul_(factor);
        return this;
    }

    public ProbeVector Add(ProbeVector other, double factor = 1)
    {
        Weights.add_(other.Weights, factor);
        Bias.add_(other.Bias, factor);
        Logits.add_(other.Logits, factor);
        return this;
    }

    /// <summary>Computes the logits anew after the weights were changed by themselves.</summary>
    public void Renew() => Logits.copy_(space.Logits(Weights));

    /// <summary>The logits with the biases, <c>[n, C]</c>.</summary>
    public Tensor Output() => Logits + Bias;

    /// <summary>Inner product of the weights alone.</summary>
    public Tensor InnerOfWeights(ProbeVector other) => space.Inner(Weights, other.Weights, other.Logits);

    /// <summary>Squared norm of weights and biases.</summary>
    public Tensor Square() => InnerOfWeights(this).add_((Bias * Bias).sum());
}
