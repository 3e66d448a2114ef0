using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>PyTorch's result of one case.</summary>
internal sealed record Golden(long[] Shape, double[] Values)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The results in torch.golden.json, by case.</summary>
    internal static Dictionary<string, Golden> All { get; } =
        JsonSerializer.Deserialize<Dictionary<string, Golden>>(File.ReadAllText(Checkout.File("tests/Substitutes/TorchSharp/torch.golden.json")), Options)!;
}

/// <summary>The inputs of make_torch_golden.py: the same integer formula, exact in float32.</summary>
internal sealed class GoldenInputs(ScalarType type)
{
    internal ScalarType Type => type;

    internal Tensor Numbers(int seed, params long[] shape) =>
        tensor([.. Enumerable.Range(0, Count(shape)).Select(i => ((i * 7919 + seed * 104729) % 1009 - 504) / 512.0)], shape).to(type);

    internal static Tensor Indices(int seed, int limit, params long[] shape) =>
        tensor([.. Enumerable.Range(0, Count(shape)).Select(i => (long)((i * 5 + seed) % limit))], shape);

    internal T Filled<T>(T module) where T : nn.Module
    {
        module.to(type);
        using IDisposable noGrad = no_grad();
        int seed = 20;
        foreach (Tensor parameter in module.parameters()) parameter.copy_(Numbers(seed++, parameter.shape));
        return module;
    }

    private static int Count(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);
}
