using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Models;

/// <summary>
/// A layer of float32 weights that computes its product in another type: factors and result are rounded to it, and gradients reach the weights in
/// float32. A CPU on canonical numerics has no such products: there the rounded factors are multiplied in float32. A network built of such layers
/// can be trained in reduced precision (<see cref="Network.ComputeType"/>).
/// </summary>
/// <param name="name">The layer's name.</param>
public abstract class MixedPrecision(string name) : nn.Module<Tensor, Tensor>(name)
{
    // Of a step that rounds all weights of a network at once; null: forward rounds the layer's own.
    private (Tensor? Weight, Tensor? Bias) rounded;

    /// <summary>The type of the product and of the result; float32 by default.</summary>
    public ScalarType ComputeType
    {
        get;
        set => (field, rounded) = (value, default);
    } = ScalarType.Float32;

    internal abstract Parameter Weight { get; }

    internal abstract Parameter? Bias { get; }

    /// <summary>Weights to compute with until <see cref="ComputeType"/> is set, in that type and of the shapes of the layer's own; null: its own, rounded.</summary>
    internal void Use(Tensor? weight, Tensor? bias) => rounded = (weight, bias);

    private protected Tensor RoundedWeight => rounded.Weight ?? Rounded(Weight);

    private protected Tensor? RoundedBias => rounded.Bias ?? (Bias is { } bias ? Rounded(bias) : null);

    /// <summary>A tensor in <see cref="ComputeType"/>; on a CPU its values are rounded to that type and remain float32.</summary>
    protected internal Tensor Rounded(Tensor x)
    {
        if (ComputeType == ScalarType.Float32) return x;
        return x.device.type == DeviceType.CPU ? x.to(ComputeType).to(ScalarType.Float32) : x.to(ComputeType);
    }

    // PyTorch's default, from libtorch's generator: training draws its own weights over it.
    private protected static Parameter Uniform(long fanIn, params long[] shape)
    {
        Parameter parameter = nn.Parameter(empty(shape).DetachFromDisposeScope());
        nn.init.uniform_(parameter, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
        return parameter;
    }
}

/// <summary>A linear layer with bias: <c>[..., inputs]</c> to <c>[..., outputs]</c>.</summary>
public sealed class MixedLinear : MixedPrecision
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <summary>A layer with weights drawn by PyTorch's default.</summary>
    public MixedLinear(long inputs, long outputs) : base(nameof(MixedLinear))
    {
        (weight, bias) = (Uniform(inputs, outputs, inputs), Uniform(inputs, outputs));
        RegisterComponents();
    }

    internal override Parameter Weight => weight;

    internal override Parameter Bias => bias;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Rounded(linear(Rounded(input), RoundedWeight, RoundedBias));
}

/// <summary>A convolution without bias: <c>[n, inputs, h, w]</c> to <c>[n, outputs, h / stride, w / stride]</c>.</summary>
public sealed class MixedConv2d : MixedPrecision
{
    private readonly Parameter weight;
    private readonly long[] strides;
    private readonly long[] paddings;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="size">Height and width of the kernel, odd; the input is padded by half of it, rounded down.</param>
    /// <param name="stride">The stride, both ways.</param>
    public MixedConv2d(long inputs, long outputs, long size, long stride = 1) : base(nameof(MixedConv2d))
    {
        (strides, paddings) = ([stride, stride], [size / 2, size / 2]);
        weight = Uniform(inputs * size * size, outputs, inputs, size, size);
        RegisterComponents();
    }

    internal override Parameter Weight => weight;

    internal override Parameter? Bias => null;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Rounded(conv2d(Rounded(input), RoundedWeight, null, strides, paddings));
}
