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
    public static Parameter Of(nn.Module network)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Parameter[] parameters = [.. network.parameters().Where(parameter => parameter.requires_grad).Distinct(ReferenceEqualityComparer.Instance).Cast<Parameter>()];
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
