using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// What TorchSharp's SGD and Adam remember, as named tensors: <c>3.momentum_buffer</c> is that of the fourth parameter. A buffer that
/// an optimizer has not made yet is a tensor without elements, <c>[0]</c>, so that no name is ever missing.
/// </summary>
internal static class OptimizerTensors
{
    public static IEnumerable<(string Name, Tensor Value)> Of(optim.Optimizer optimizer)
    {
        foreach ((string index, Parameter parameter, OptimizerState state) in States(optimizer))
        {
            if (state is SGD.State momentum)
            {
                yield return ($"{index}.momentum_buffer", momentum.momentum_buffer ?? NotMade(parameter));
            }
            else if (state is Adam.State moments)
            {
                yield return ($"{index}.step", tensor([moments.step], [1]));
                yield return ($"{index}.exp_avg", moments.exp_avg);
                yield return ($"{index}.exp_avg_sq", moments.exp_avg_sq);
                if (moments.max_exp_avg_sq is { } largest) yield return ($"{index}.max_exp_avg_sq", largest); // AMSGrad's
            }
        }
    }

    public static void Restore(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> state)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        NamedTensors.Check(state, Expected(optimizer, state), $"The state is not one of this {optimizer.GetType().Name}");
        foreach ((string index, Parameter parameter, OptimizerState own) in States(optimizer))
        {
            if (own is SGD.State momentum)
            {
                Tensor buffer = state[$"{index}.momentum_buffer"];
                momentum.momentum_buffer?.Dispose();
                momentum.momentum_buffer = IsMade(buffer) ? Copy(buffer, parameter) : null;
            }
            else if (own is Adam.State moments)
            {
                moments.step = state[$"{index}.step"].ToInt64();
                moments.exp_avg.copy_(state[$"{index}.exp_avg"]);
                moments.exp_avg_sq.copy_(state[$"{index}.exp_avg_sq"]);
                moments.max_exp_avg_sq?.copy_(state[$"{index}.max_exp_avg_sq"]);
            }
        }
    }

    public static bool Knows(optim.Optimizer optimizer) => optimizer is SGD or Adam;

    private static IEnumerable<(string Index, Parameter Parameter, OptimizerState State)> States(optim.Optimizer optimizer) =>
        optimizer.parameters().Zip(((OptimizerHelper)optimizer).state_dict().State)
            .Select((pair, i) => (i.ToString(CultureInfo.InvariantCulture), pair.First, pair.Second));

    // A buffer may be there or not: what was saved decides.
    private static Dictionary<string, Tensor> Expected(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> saved)
    {
        var expected = Of(optimizer).ToDictionary(own => own.Name, own => own.Value);
        foreach ((string index, Parameter parameter, OptimizerState state) in States(optimizer))
        {
            if (state is not SGD.State) continue;
            string name = $"{index}.momentum_buffer";
            expected[name] = saved.TryGetValue(name, out Tensor? buffer) && !IsMade(buffer) ? NotMade(parameter) : parameter;
        }
        return expected;
    }

    private static Tensor NotMade(Parameter parameter) => zeros([0], parameter.dtype, parameter.device);

    private static bool IsMade(Tensor buffer) => buffer.numel() > 0;

    // Laid out as the parameter, as the optimizer's own would be: the order of the elements in memory may decide which kernel runs.
    private static Tensor Copy(Tensor saved, Parameter parameter)
    {
        Tensor copy = parameter.clone();
        copy.copy_(saved);
        return copy.DetachFromDisposeScope();
    }
}
