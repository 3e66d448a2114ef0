using RepDynamics.Models;
using RepDynamics.Numerics;
using TorchSharp;
using TorchSharp.Modules;

namespace RepDynamics.Training;

/// <summary>
/// Draws a network's initial weights from <see cref="SeededRandom"/>, so that they depend on the seed alone: not on libtorch's
/// version, its device or its order of construction. Linear and convolutional layers: uniform in +-1/sqrt(fan in), PyTorch's default
/// (assumed); normalization: identity; a network's own parameters (class token, positions): normal with deviation .02 (Dosovitskiy et
/// al. 2021).
/// </summary>
internal static class Initialization
{
    private const double TokenDeviation = 0.02;

    /// <summary>Sets every parameter of a network, in the order of their registration.</summary>
    public static void Apply(torch.nn.Module network, SeededRandom random)
    {
        using IDisposable noGrad = torch.no_grad();
        foreach (torch.nn.Module module in Depth(network).Distinct())
        {
            switch (module)
            {
                case Linear linear: Uniform(random, linear.weight, linear.bias); break;
                case Convolution convolution: Uniform(random, convolution.weight, convolution.bias); break;
                case MixedPrecision layer: Uniform(random, layer.Weight, layer.Bias); break;
                case NormBase norm: Identity(norm.weight, norm.bias); break;
                case LayerNorm norm: Identity(norm.weight, norm.bias); break;
                case GroupNorm norm: Identity(norm.weight, norm.bias); break;
                case var layer when layer.GetType().Assembly == typeof(Linear).Assembly && layer is not (ParameterList or ParameterDict) && layer.named_parameters(recurse: false).Any():
                    throw new NotSupportedException(
                        $"There is no rule for the initial weights of {layer.GetType().Name}: build the network of linear and convolutional layers, normalization, and parameters of its own.");
                default:
                    foreach ((_, Parameter parameter) in module.named_parameters(recurse: false))
                        Fill(parameter, () => TokenDeviation * random.Normal());
                    break;
            }
        }
    }

    // Module.modules() goes level by level; weights are drawn from the first layer to the last.
    private static IEnumerable<torch.nn.Module> Depth(torch.nn.Module module) => module.children().SelectMany(Depth).Prepend(module);

    private static void Uniform(SeededRandom random, Parameter? weight, Parameter? bias)
    {
        if (weight is null) return;
        double bound = 1 / Math.Sqrt((double)weight.numel() / weight.shape[0]);
        Fill(weight, () => random.Uniform(-bound, bound));
        if (bias is not null) Fill(bias, () => random.Uniform(-bound, bound));
    }

    private static void Identity(Parameter? weight, Parameter? bias)
    {
        weight?.fill_(1);
        bias?.fill_(0);
    }

    private static void Fill(Parameter parameter, Func<double> draw)
    {
        float[] values = new float[parameter.numel()];
        for (int i = 0; i < values.Length; i++) values[i] = (float)draw();
        using torch.Tensor drawn = torch.tensor(values, parameter.shape);
        parameter.copy_(drawn);
    }
}
