using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements of a tensor on the CPU, in row-major order, whatever its strides.</summary>
        /// <exception cref="ArgumentException">The element type is not <typeparamref name="T"/>.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            ScalarType held = dtype;
            if (TypeOf<T>() != held) throw new ArgumentException($"The tensor holds {held}, not {typeof(T).Name}.");
            if (device.type != DeviceType.CPU) throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>The one element of a one-element tensor.</summary>
        public T item<T>() where T : unmanaged
        {
            ScalarType held = dtype;
            if (TypeOf<T>() != held) throw new ArgumentException($"The tensor holds {held}, not {typeof(T).Name}.");
            return (T)Convert.ChangeType(Number(), typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        }

        public float ToSingle() => (float)Number();

        public double ToDouble() => Number();

        public long ToInt64() => (long)Number();

        // _local_scalar_dense gives an integer or a double, whatever the element type.
        private double Number()
        {
            if (numel() != 1) throw new ArgumentException($"Number of elements in the tensor must be 1, not {numel()}.");
            return Operators.LocalScalar.CallNumber([this]);
        }

        internal static ScalarType TypeOf<T>() where T : unmanaged
        {
            if (typeof(T) == typeof(float)) return ScalarType.Float32;
            if (typeof(T) == typeof(double)) return ScalarType.Float64;
            if (typeof(T) == typeof(long)) return ScalarType.Int64;
            if (typeof(T) == typeof(int)) return ScalarType.Int32;
            if (typeof(T) == typeof(byte)) return ScalarType.Byte;
            if (typeof(T) == typeof(bool)) return ScalarType.Bool;
            throw new ArgumentException($"{typeof(T).Name} is not an element type of tensors.");
        }

        /// <summary>A tensor on the CPU filled from memory.</summary>
        internal static unsafe Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad)
            where T : unmanaged
        {
            long elements = 1;
            foreach (long size in dimensions) elements *= size;
            if (elements != values.Length)
                throw new ArgumentException($"mismatched total size creating a tensor from an array: {values.Length} values for [{string.Join(", ", dimensions.ToArray())}].");

            Tensor tensor = Operators.Empty.Call([dimensions, (long)TypeOf<T>(), Value.None, CPU, Value.None, Value.None]);
            values.CopyTo(new Span<T>(Door.Data(tensor.Handle, elements), values.Length));
            if ((dtype is { } type && type != TypeOf<T>()) || (device is not null && device.type != DeviceType.CPU))
            {
                using Tensor made = tensor;
                tensor = made.to(dtype ?? TypeOf<T>(), device ?? CPU);
            }
            return requires_grad ? tensor.requires_grad_() : tensor;
        }
    }
}
