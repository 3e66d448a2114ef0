using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Models;

/// <summary>
/// Products of float32 weights with activations in another type: both are rounded to it first, and gradients reach the weights in float32.
/// A CPU on canonical numerics has no such products: there the factors and the result are rounded, and multiplied in float32. A network of your
/// own that makes its products by these, in its <see cref="Network.ComputeType"/>, heeds it.
/// </summary>
public static class Products
{
    /// <summary>Back to float32, from products in another type.</summary>
    /// <param name="x">Activations.</param>
    /// <param name="type">What products were computed in; float32 leaves them as they are.</param>
    public static Tensor ToFloat32(this Tensor x, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(x);
        return type == ScalarType.Float32 ? x : x.to(ScalarType.Float32);
    }

    /// <summary>A linear layer.</summary>
    /// <param name="layer">Its weights stay float32.</param>
    /// <param name="x">Activations of any floating type, <c>[..., inputs]</c>.</param>
    /// <param name="type">In which type to compute, and of the result, <c>[..., outputs]</c>.</param>
    public static Tensor Multiply(this Linear layer, Tensor x, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(x);
        if (type == ScalarType.Float32) return layer.call(x);
        Rounding rounding = new(x, type);
        return rounding.Of(linear(rounding.Of(x), rounding.Of(layer.weight), layer.bias is { } bias ? rounding.Of(bias) : null));
    }

    /// <summary>A convolution without bias.</summary>
    /// <param name="layer">Its weights stay float32.</param>
    /// <param name="x">Activations of any floating type, <c>[n, channels, height, width]</c>.</param>
    /// <param name="type">In which type to compute, and of the result.</param>
    /// <param name="stride">The layer's stride, both ways.</param>
    /// <param name="padding">The layer's padding, both ways.</param>
    public static Tensor Convolve(this Conv2d layer, Tensor x, ScalarType type, long stride, long padding)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(x);
        if (type == ScalarType.Float32) return layer.call(x);
        Rounding rounding = new(x, type);
        return rounding.Of(conv2d(rounding.Of(x), rounding.Of(layer.weight), null, [stride, stride], [padding, padding]));
    }

    // On a CPU rounded numbers travel on as float32; elsewhere they become the type, and rounding again leaves them as they are.
    private readonly struct Rounding(Tensor x, ScalarType type)
    {
        private readonly bool emulated = x.device.type == DeviceType.CPU;
        private readonly ScalarType type = type;

        public Tensor Of(Tensor exact) => emulated ? exact.to(type).to(ScalarType.Float32) : exact.to(type);
    }
}
