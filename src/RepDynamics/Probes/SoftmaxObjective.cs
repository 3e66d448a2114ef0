using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Mean cross entropy of the softmax of F W + b, plus lambda / 2 times ||W||^2: value, gradient, and products with the Hessian.
/// </summary>
/// <param name="space">Where W lives.</param>
/// <param name="labels">Int64 <c>[n]</c>, 0 .. C - 1.</param>
/// <param name="classes">C.</param>
/// <param name="l2">Lambda.</param>
internal sealed class SoftmaxObjective(ProbeSpace space, Tensor labels, int classes, double l2)
{
    private readonly Tensor oneHot = eye(classes, dtype: ScalarType.Float64, device: labels.device).index_select(0, labels);
    private readonly double images = labels.size(0);

    public ProbeVector Zero()
    {
        Tensor weights = zeros([space.Size, classes], ScalarType.Float64, labels.device), bias = zeros([1, classes], ScalarType.Float64, labels.device);
        return new(space, weights, bias, zeros([labels.size(0), classes], ScalarType.Float64, labels.device));
    }

    public ProbeVector At(Tensor weights, Tensor bias) => ProbeVector.At(space, weights, bias);

    public double Value(ProbeVector x) => Value(x.Output(), x.InnerOfWeights(x).ToDouble());

    public double Value(Tensor output, double squareOfWeights)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.cross_entropy(output, labels).ToDouble() + l2 / 2 * squareOfWeights;
    }

    public ProbeVector Gradient(ProbeVector x, Tensor probabilities)
    {
        Tensor residual = (probabilities - oneHot).div_(images);
        return At(space.Pullback(residual).add(x.Weights, l2), residual.sum(0, keepdim: true));
    }

    /// <summary>H d in the coordinates, and d' H d.</summary>
    public (Tensor Weights, Tensor Bias, double Curvature) HessianProduct(ProbeVector d, Tensor probabilities)
    {
        Tensor output = d.Output();
        Tensor weighted = probabilities * output;
        Tensor pull = weighted.add_(probabilities * weighted.sum(1, keepdim: true), -1).div_(images);
        double curvature = (output * pull).sum().add_(d.InnerOfWeights(d), l2).ToDouble();
        return (space.Pullback(pull).add(d.Weights, l2), pull.sum(0, keepdim: true), curvature);
    }
}
