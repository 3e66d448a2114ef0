using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss over a batch becomes one value, numbered as in ATen.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Operators.Linear.Call([input, weights, bias]);

            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? throw new ArgumentException("The substitute has no relu in place.", nameof(inplace)) : Operators.Relu.Call([x]);

            public static Tensor gelu(Tensor x) => Operators.Gelu.Call([x]);

            /// <summary>The cross entropy of logits <c>[n, classes]</c> against class indices <c>[n]</c>.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                Operators.CrossEntropy.Call([input, target, weight, (long)reduction, ignore_index, label_smoothing]);

            /// <summary>softmax(query key^T / sqrt(size)) value, head by head: all are <c>[n, heads, tokens, size]</c>.</summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false) =>
                attn_mask is null && p == 0 && !is_casual
                    ? Operators.Attention.Call([query, key, value])
                    : throw new ArgumentException("The substitute's attention has no mask and no dropout.");

            internal static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                Operators.BatchNorm.Call([input, weight, bias, running_mean, running_var, training, momentum, eps]);

            internal static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Operators.LayerNorm.Call([input, normalized_shape, weight, bias, eps]);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Operators.Conv2d.Call([input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups]);

            /// <summary>Pads the last dimensions with a constant: <paramref name="pad"/> holds left, right of the last, then of the one before.</summary>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode == PaddingModes.Constant
                    ? Operators.ConstantPad.Call([input, pad, value])
                    : throw new ArgumentException($"The substitute pads with {nameof(PaddingModes.Constant)} only.", nameof(mode));
        }
    }
}
