using System.Text;
using RepDynamics.IO;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Tests.IO;

/// <summary>Tensors and files to try the reader and the writer on.</summary>
internal static class SafetensorsSamples
{
    internal static readonly ElementType[] Types = Enum.GetValues<ElementType>();

    internal static readonly long[][] Shapes = [[], [1], [7], [0], [0, 3], [3, 0], [2, 3], [1, 2, 1, 3, 1, 2], [1, 2, 1, 3, 1, 2, 1, 1, 2]];

    /// <summary>A tensor of random bytes; truth values of random truths.</summary>
    internal static TensorData Tensor(string name, ElementType type, params long[] shape)
    {
        SeededRandom random = new(7, $"{name} {type}");
        byte[] bytes = new byte[shape.Aggregate((long)type.Size(), (product, size) => product * size)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.NextInt(type == ElementType.Bool ? 2 : 256);
        return new TensorData(name, type, [.. shape], bytes);
    }

    /// <summary>One of every type and shape.</summary>
    internal static IEnumerable<TensorData> Everything =>
        from type in Types from i in Enumerable.Range(0, Shapes.Length) select Tensor($"{type}.{i}", type, Shapes[i]);

    internal static byte[] Written(IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using MemoryStream stream = new();
        List<TensorData> ordered = SafetensorsHeaderWriter.Order(tensors, t => t.Label);
        SafetensorsHeaderWriter.Write(stream, ordered.Select(t => t.Label), metadata);
        foreach (TensorData tensor in ordered) stream.Write(tensor.Bytes.Span);
        return stream.ToArray();
    }

    /// <summary>A tensor, written and read again.</summary>
    internal static TensorData Kept(string name, torch.Tensor tensor)
    {
        using MemoryStream stream = new();
        TensorBridge.Write(stream, [new(name, tensor)]);
        return Safetensors.Read(stream.ToArray(), "kept").Tensors[name];
    }

    /// <summary>A file of a header as it is given, not padded, and so many bytes of data.</summary>
    internal static byte[] File(string header, int data = 0) => File(Encoding.UTF8.GetBytes(header), new byte[data]);

    internal static byte[] File(byte[] header, byte[] data) => [.. BitConverter.GetBytes((long)header.Length), .. header, .. data];

    /// <summary>What must hold of anything that was read.</summary>
    internal static void RequireConsistent(SafetensorsContent content, int fileLength)
    {
        long total = 0;
        foreach ((string name, TensorData tensor) in content.Tensors)
        {
            long bytes = tensor.Shape.Aggregate((long)tensor.Type.Size(), (product, size) => checked(product * size));
            if (tensor.Name != name || tensor.Bytes.Length != bytes) Assert.Fail($"{name}: {tensor}, {tensor.Bytes.Length} bytes");
            total += bytes;
        }
        if (total > fileLength - 10) Assert.Fail($"{total} bytes of tensors from a file of {fileLength}");
    }
}
