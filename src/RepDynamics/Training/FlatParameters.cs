using RepDynamics.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>What a step does with all parameters at once.</summary>
internal static class FlatParameters
{
    // As in nn.utils: a norm of zero divides nothing by zero.
    private const double Guard = 1e-6;

    /// <summary>
    /// One parameter that holds all parameters of a network that learn, and the gradients of all: those of the network become views of it, and keep
    /// their shapes. An optimizer that steps each element by itself then takes a few calls for all of them.
    /// </summary>
    /// <param name="network">On its device, all parameters of one type.</param>
    /// <param name="precision">Of the steps: for reduced precision, the parameters of the layers that compute in it come first, as <see cref="Round"/> needs them.</param>
    public static Parameter Of(Network network, Precision precision = Precision.Float32)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        IEnumerable<Parameter> first = precision == Precision.BFloat16 ? OfMixedLayers(network) : [];
        Parameter[] parameters = [.. Learning(first.Concat(network.parameters()))];
        Tensor values = cat([.. parameters.Select(parameter => parameter.flatten())]), gradients = zeros_like(values);
        long start = 0;
        foreach (Parameter parameter in parameters)
        {
            parameter.set_(View(values, parameter));
            parameter.grad = View(gradients, parameter);
            start += parameter.numel();
        }
        return (Parameter)new Parameter(values) { grad = gradients }.DetachFromDisposeScope();

        Tensor View(Tensor flat, Parameter parameter) => flat.narrow(0, start, parameter.numel()).view(parameter.shape);
    }

    /// <summary>
    /// Gives the layers that compute in reduced precision their weights in its type, all from one conversion: layer by layer, the conversions of weights
    /// and gradients launch as many kernels as the products do. Holds until the network's <see cref="Network.ComputeType"/> is set.
    /// </summary>
    /// <param name="flat">All parameters of the network, from <see cref="Of"/> with the precision of the step.</param>
    /// <param name="network">Set to the type.</param>
    public static void Round(Parameter flat, Network network)
    {
        MixedPrecision[] layers = [.. network.modules().OfType<MixedPrecision>()];
        Parameter[] parameters = [.. Learning(OfMixedLayers(network))];
        if (parameters.Length == 0) return;
        long[] sizes = [.. parameters.Select(parameter => parameter.numel())];
        Tensor[] parts = layers[0].Rounded(flat.narrow(0, 0, sizes.Sum())).split(sizes);
        Dictionary<object, Tensor> rounded = new(ReferenceEqualityComparer.Instance); // a tensor's own equality compares elements
        foreach ((Parameter parameter, Tensor part) in parameters.Zip(parts)) rounded[parameter] = part.view(parameter.shape);
        foreach (MixedPrecision layer in layers) layer.Use(rounded.GetValueOrDefault(layer.Weight), layer.Bias is { } bias ? rounded.GetValueOrDefault(bias) : null);
    }

    private static IEnumerable<Parameter> OfMixedLayers(Network network) =>
        network.modules().OfType<MixedPrecision>().SelectMany(layer => new[] { layer.Weight, layer.Bias }).OfType<Parameter>();

    private static IEnumerable<Parameter> Learning(IEnumerable<Parameter> parameters) =>
        parameters.Where(parameter => parameter.requires_grad).Distinct(ReferenceEqualityComparer.Instance).Cast<Parameter>();

    /// <summary>
    /// Scales all gradients so that their joint Euclidean norm is at most a given one (Pascanu et al. 2013), in place. Unlike nn.utils it takes no
    /// number from the device, which on a GPU would wait for all that the step has begun.
    /// </summary>
    public static void Clip(IReadOnlyList<Parameter> parameters, double norm)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0) return;
        Tensor total = gradients.Length == 1 ? gradients[0].norm() : stack([.. gradients.Select(gradient => gradient.norm())]).norm();
        Tensor factor = total.add_(Guard).reciprocal().mul_(norm).clamp(max: 1);
        foreach (Tensor gradient in gradients) gradient.mul_(factor);
    }
}
