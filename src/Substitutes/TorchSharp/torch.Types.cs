namespace TorchSharp;

/// <summary>The kinds of device, numbered as in c10.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>The element types, numbered as in c10.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        BFloat16 = 15,
    }

    public static ScalarType uint8 => ScalarType.Byte;
    public static ScalarType int32 => ScalarType.Int32;
    public static ScalarType int64 => ScalarType.Int64;
    public static ScalarType float32 => ScalarType.Float32;
    public static ScalarType float64 => ScalarType.Float64;
    public static ScalarType @bool => ScalarType.Bool;

    public static Device CPU { get; } = new(DeviceType.CPU, -1);
    public static Device CUDA { get; } = new(DeviceType.CUDA, -1);

    /// <summary>Where tensors live.</summary>
    public sealed class Device(DeviceType type, int index = -1)
    {
        public DeviceType type { get; } = type;

        /// <summary>The ordinal, or -1 for the current one.</summary>
        public int index { get; } = index;

        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }

    /// <summary>A device from its name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    public static Device device(string description)
    {
        string[] parts = description.Split(':');
        if (parts.Length <= 2 && Enum.TryParse(parts[0], ignoreCase: true, out DeviceType type) && Enum.IsDefined(type))
        {
            if (parts.Length == 1) return new Device(type);
            if (int.TryParse(parts[1], out int index) && index >= 0) return new Device(type, index);
        }
        throw new ArgumentException($"'{description}' is not a device: use cpu, cuda or cuda:N.", nameof(description));
    }

    public static class cuda
    {
        public static bool is_available() => Interop.Door.door_has_cuda() != 0;
    }
}
