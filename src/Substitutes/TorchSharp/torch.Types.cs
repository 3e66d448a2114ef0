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

    public static Device CPU { get; } = new(DeviceType.CPU, -1);
    public static Device CUDA { get; } = new(DeviceType.CUDA, -1);

    /// <summary>Where tensors live.</summary>
    public class Device
    {
        internal Device(DeviceType deviceType, int index)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        /// <summary>The ordinal, or -1 for the current one.</summary>
        public int index { get; }

        public override string ToString() =>
            type == DeviceType.CPU ? "cpu" : index == -1 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }

    /// <summary>A device from its name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    public static Device device(string description)
    {
        string[] parts = description.Split(':');
        if (parts.Length <= 2 && Enum.TryParse(parts[0], ignoreCase: true, out DeviceType type) && Enum.IsDefined(type))
        {
            if (parts.Length == 1) return new Device(type, -1);
            if (int.TryParse(parts[1], out int index) && index >= 0) return new Device(type, index);
        }
        throw new ArgumentException($"'{description}' is not a device: use cpu, cuda or cuda:N.", nameof(description));
    }
}
