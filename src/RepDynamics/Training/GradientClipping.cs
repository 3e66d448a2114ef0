using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>Scales all gradients so that their joint norm is at most a given one (Pascanu et al. 2013).</summary>
internal static class GradientClipping
{
    // As in nn.utils: a norm of zero divides nothing by zero.
    private const double Guard = 1e-6;

    /// <summary>Clips the gradients, in place.</summary>
    /// <param name="parameters">Those without a gradient stay without.</param>
    /// <param name="norm">The largest joint Euclidean norm.</param>
    public static void Clip(Parameter[] parameters, double norm)
    {
        // nn.utils returns the norm as a number, which on a GPU would wait for all that the step has begun.
        if (parameters[0].device.type == DeviceType.CPU) nn.utils.clip_grad_norm_(parameters, norm);
        else OnDevice(parameters, norm);
    }

    /// <summary>The same, without a number that leaves the device.</summary>
    internal static void OnDevice(IEnumerable<Parameter> parameters, double norm)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0) return;
        Tensor total = stack([.. gradients.Select(gradient => gradient.norm())]).norm();
        Tensor factor = total.add_(Guard).reciprocal().mul_(norm).clamp(max: 1);
        foreach (Tensor gradient in gradients) gradient.mul_(factor);
    }
}
