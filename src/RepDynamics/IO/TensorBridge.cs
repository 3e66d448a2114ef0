using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.IO;

/// <summary>Converts tensors between TorchSharp and safetensors bit by bit: NaN payloads, -0 and denormals are kept.</summary>
/// <remarks>Bytes are copied as they lie in memory: every platform that TorchSharp runs on is little-endian.</remarks>
internal static class TensorBridge
{
    private static readonly (ElementType Element, ScalarType Scalar)[] Types =
    [
        (ElementType.I64, ScalarType.Int64), (ElementType.F64, ScalarType.Float64), (ElementType.F32, ScalarType.Float32),
        (ElementType.I32, ScalarType.Int32), (ElementType.BF16, ScalarType.BFloat16), (ElementType.F16, ScalarType.Float16),
        (ElementType.I16, ScalarType.Int16), (ElementType.I8, ScalarType.Int8), (ElementType.U8, ScalarType.Byte), (ElementType.Bool, ScalarType.Bool),
    ];

    /// <summary>
    /// Writes tensors as one file, row-major, from any device and with any strides, without a managed copy of their elements. The same tensors
    /// and notes, in any order, give the same bytes.
    /// </summary>
    /// <remarks>
    /// The tensors lie in the order of the published writer: by type as in <see cref="ElementType"/>, the widest first, then by the UTF-8 bytes
    /// of the name. The header is padded to a multiple of 8 bytes, so every tensor starts at a multiple of its element's size.
    /// </remarks>
    /// <param name="stream">Written to from its position on; neither flushed nor closed.</param>
    /// <param name="tensors">By name; not changed, and must not change meanwhile.</param>
    /// <exception cref="ArgumentException">
    /// An element type is not in <see cref="ElementType"/>, two tensors have the same name, a name is reserved or holds half a surrogate
    /// pair, a tensor exceeds 2 GB, or the header 100,000,000 bytes; nothing was written.
    /// </exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        IEnumerable<(Tensor Tensor, TensorLabel Label)> labelled = tensors.Select(t => (Tensor: t.Value, Label: Label(t.Key, t.Value)));
        List<(Tensor Tensor, TensorLabel Label)> ordered = SafetensorsHeaderWriter.Order(labelled, t => t.Label);
        SafetensorsHeaderWriter.Write(stream, ordered.Select(t => t.Label), metadata);
        foreach ((Tensor tensor, _) in ordered)
        {
            using Tensor detached = tensor.detach(), here = detached.cpu(), dense = here.contiguous();
            stream.Write(dense.bytes);
        }
    }

    /// <summary>A new tensor with the elements of <paramref name="data"/>, of its type and shape; the caller disposes it.</summary>
    /// <exception cref="ExternalException">libtorch has no such memory, device or number of dimensions.</exception>
    public static Tensor ToTensor(TensorData data, Device device)
    {
        if (!Types.Any(t => t.Element == data.Type)) throw new ArgumentException($"TorchSharp has no tensors of {data.Type.Label()}: convert it first.");
        Tensor made = zeros(data.Shape.AsSpan(), Types.Single(t => t.Element == data.Type).Scalar, CPU);
        data.Bytes.Span.CopyTo(made.bytes);
        return device.type == DeviceType.CPU ? made : made.to(device, disposeAfter: true);
    }

    private static TensorLabel Label(string name, Tensor tensor)
    {
        TensorLabel.RequireFree(name);
        int type = Array.FindIndex(Types, t => t.Scalar == tensor.dtype);
        if (type < 0)
        {
            throw new ArgumentException(
                $"Tensor {Quote.Text(name)} holds {tensor.dtype}, expected one of {string.Join(", ", Types.Select(t => t.Element))}: convert it first.");
        }
        TensorLabel label = new(name, Types[type].Element, ImmutableCollectionsMarshal.AsImmutableArray(tensor.shape));
        return label.ByteCount <= Array.MaxLength ? label : throw new ArgumentException(
            $"Tensor {Quote.Text(name)} takes {label.ByteCount} bytes; at most {Array.MaxLength} can be kept: split it.", nameof(tensor));
    }
}
