using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

// In single precision layers are computed by kernels of the substitute, in double by those of libtorch: both are to say the same, values and
// gradients, whatever the shape.
public class LayerPrecisionTests
{
    private DisposeScope scope = null!;
    private int drawn;

    [SetUp]
    public void OpenScope() => scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => scope.Dispose();

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(3, 17, 64)]
    [TestCase(5, 13)]
    public void Gelu(params int[] shape) => Agree(type => new(nn.functional.gelu), 1e-6, Numbers(4, shape));

    // Far below zero hardly anything is left, and of that every digit counts.
    [Test]
    public void Gelu_is_as_exact_in_its_tail()
    {
        double[] x = [.. Enumerable.Range(-48, 97).Select(i => i / 8.0)];
        using IDisposable noGrad = no_grad();
        double[] found = Flat(nn.functional.gelu(tensor(x, [x.Length]).to(ScalarType.Float32)));
        double[] expected = Flat(nn.functional.gelu(tensor(x, [x.Length])));
        for (int i = 0; i < x.Length; i++) Assert.That(found[i], Is.EqualTo(expected[i]).Within(Math.Abs(expected[i]) * 1e-6), $"gelu({x[i]})");
    }

    [Test]
    public void Gelu_beyond_all_numbers()
    {
        using IDisposable noGrad = no_grad();
        double[] found = Flat(nn.functional.gelu(tensor([float.PositiveInfinity, 1e30f, -1e30f, float.NaN, 0f], [5])));
        Assert.That(found, Is.EqualTo(new[] { double.PositiveInfinity, (double)1e30f, 0, double.NaN, 0 }));
    }

    [TestCase(64, 3, 17)]
    [TestCase(8, 5)]
    [TestCase(24, 1)]
    [TestCase(7, 4)] // libtorch's, in both
    public void LayerNorm(int size, params int[] rows) => Agree(type => Layer(nn.LayerNorm(size, dtype: type)), 2e-6, Numbers(2, [.. rows, size]));

    [Test]
    public void LayerNorm_of_a_view() =>
        Agree(type => Layer(nn.LayerNorm(16, dtype: type), x => x.transpose(0, 1)), 2e-6, Numbers(2, 5, 3, 16));

    [Test]
    public void LayerNorm_of_equal_numbers_is_the_bias()
    {
        using IDisposable noGrad = no_grad();
        using LayerNorm layer = nn.LayerNorm(8);
        Assert.That(Flat(layer.call(ones([2, 8]) * 3)), Is.All.EqualTo(0.0));
    }

    [TestCase(8, 4, 6)]
    [TestCase(16, 3, 4)]
    [TestCase(32, 5, 1)]
    [TestCase(64, 2, 3)]
    [TestCase(96, 2, 2)]
    [TestCase(8, 3, 3)]  // no whole rows of 32 numbers: libtorch's, in both
    [TestCase(24, 2, 4)] // the same
    [TestCase(3, 2, 4)]  // the same
    public void BatchNorm_while_training(int channels, int images, int side)
    {
        List<BatchNorm2d> layers = [];
        Agree(
            type =>
            {
                layers.Add(nn.BatchNorm2d(channels, momentum: 0.3, dtype: type));
                return Layer(layers[^1], ChannelsFirst);
            },
            5e-6, Numbers(2, images, side, side, channels));
        double[][] statistics = [.. layers.Select(layer => (double[])[.. Flat(layer.running_mean!), .. Flat(layer.running_var!)])];
        Assert.That(statistics[0], Is.EqualTo(statistics[1]).Within(1e-5));
        Assert.That(statistics[0].Take(channels).Max(Math.Abs), Is.GreaterThan(0.001));
    }

    // A network in use may still pass gradients on.
    [TestCase(true)]
    [TestCase(false)]
    public void BatchNorm_in_use(bool gradients)
    {
        double[] mean = Numbers(2, 16).Values, variance = [.. Numbers(2, 16).Values.Select(v => v * v + 0.1)];
        Agree(
            type =>
            {
                BatchNorm2d layer = nn.BatchNorm2d(16, dtype: type);
                layer.running_mean!.copy_(tensor(mean, [16]));
                layer.running_var!.copy_(tensor(variance, [16]));
                layer.eval();
                return Layer(layer, ChannelsFirst);
            },
            5e-6, Numbers(2, 4, 5, 5, 16), gradients);
    }

    // The variance of numbers far from zero: squares that were summed first would lose it.
    [Test]
    public void BatchNorm_far_from_zero()
    {
        (double[] values, int[] shape) = Numbers(1, 8, 8, 8, 8);
        using IDisposable noGrad = no_grad();
        double[][] found = [.. new[] { ScalarType.Float32, ScalarType.Float64 }.Select(type =>
        {
            using BatchNorm2d layer = nn.BatchNorm2d(8, dtype: type);
            Tensor x = (tensor(values, [.. shape.Select(s => (long)s)]) + 1000).to(ScalarType.Float32).to(type);
            return Flat(layer.call(x.permute(0, 3, 1, 2)));
        })];
        Assert.That(found[0], Is.EqualTo(found[1]).Within(2e-4));
    }

    [Test]
    public void Nothing_is_recorded_without_gradients()
    {
        Tensor x = tensor(Numbers(1, 4, 4, 4, 8).Values, [4, 4, 4, 8]).to(ScalarType.Float32);
        x.requires_grad = true;
        using BatchNorm2d batch = nn.BatchNorm2d(8);
        using LayerNorm layer = nn.LayerNorm(8);
        using IDisposable noGrad = no_grad();
        Assert.That(nn.functional.gelu(x).requires_grad || layer.call(x).requires_grad || batch.call(x.permute(0, 3, 1, 2)).requires_grad, Is.False);
    }

    // Irregular, and different at every call.
    private (double[] Values, int[] Shape) Numbers(double scale, params int[] shape)
    {
        int count = shape.Aggregate(1, (a, b) => a * b);
        return ([.. Enumerable.Range(0, count).Select(i => (double)(float)(scale * Math.Sin(1.7 * i + 0.013 * i * i + drawn++)))], shape);
    }

    private static Tensor ChannelsFirst(Tensor x) => x.permute(0, 3, 1, 2);

    /// <summary>What to compute, and what beside its input has a gradient.</summary>
    private sealed record Computed(Func<Tensor, Tensor> Call, params Parameter[] Parameters);

    private static Computed Layer(nn.Module<Tensor, Tensor> layer, Func<Tensor, Tensor>? arranged = null)
    {
        Parameter[] parameters = [.. layer.parameters()];
        using IDisposable noGrad = no_grad();
        for (int i = 0; i < parameters.Length; i++)
        {
            int count = (int)parameters[i].numel(), shift = i;
            parameters[i].copy_(tensor([.. Enumerable.Range(0, count).Select(j => 1.5 + Math.Sin(j + shift))], [count]).to(ScalarType.Float32));
        }
        return new(x => layer.call(arranged is null ? x : arranged(x)), parameters);
    }

    private static void Agree(Func<ScalarType, Computed> computed, double tolerance, (double[] Values, int[] Shape) input, bool gradients = true)
    {
        double[] single = In(ScalarType.Float32), exact = In(ScalarType.Float64);
        Assert.That(single, Is.EqualTo(exact).Within(tolerance * exact.Max(Math.Abs)));

        double[] In(ScalarType type)
        {
            Tensor x = tensor(input.Values, [.. input.Shape.Select(s => (long)s)]).to(type);
            x.requires_grad = gradients;
            Computed layer = computed(type);
            if (!gradients)
            {
                using IDisposable noGrad = no_grad();
                return Flat(layer.Call(x));
            }
            Tensor value = layer.Call(x);
            Tensor weights = tensor([.. Enumerable.Range(0, (int)value.numel()).Select(i => Math.Cos(0.9 * i + 0.007 * i * i))], value.shape).to(type);
            (value * weights).sum().backward();
            return [.. Flat(value.detach()), .. Flat(x.grad!), .. layer.Parameters.SelectMany(parameter => Flat(parameter.grad!))];
        }
    }

    private static double[] Flat(Tensor values) => values.to(ScalarType.Float64).contiguous().data<double>().ToArray();
}
