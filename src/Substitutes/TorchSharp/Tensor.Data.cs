using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements of a tensor, copied to the CPU when they live elsewhere.</summary>
        /// <exception cref="ArgumentException">The element type is not <typeparamref name="T"/>.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            ScalarType held = dtype;
            if (TypeOf<T>() != held) throw new ArgumentException($"{typeof(T).Name} is not compatible with {held}");
            return new Utils.TensorAccessor<T>(device.type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The memory of a contiguous tensor on the CPU, of any element type; valid only while the tensor lives.</summary>
        /// <exception cref="ArgumentException">There are more bytes than a span can hold.</exception>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or lives elsewhere.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                long[] facts = Describe().Facts;
                long elements = facts[4], size = facts[6];
                if (facts[5] == 0) throw new InvalidOperationException("Bytes of a tensor that is not contiguous: call contiguous() first.");
                if (elements * size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                if ((DeviceType)facts[1] != DeviceType.CPU)
                    throw new InvalidOperationException("Bytes of a tensor that is not on the CPU: call cpu() first.");
                return new Span<byte>(Door.Data(Handle, elements), (int)(elements * size));
            }
        }

        /// <summary>The one element of a one-element tensor.</summary>
        /// <exception cref="ArgumentException">There are more or fewer, or the element type is not <typeparamref name="T"/>.</exception>
        public T item<T>() where T : unmanaged
        {
            if (numel() != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            return data<T>().ToArray()[0];
        }

        // Integer tensors give an integer, others a double.
        internal double Number() => Operators.Item.CallNumber([this]);

        private static ScalarType TypeOf<T>() where T : unmanaged
        {
            if (typeof(T) == typeof(float)) return ScalarType.Float32;
            if (typeof(T) == typeof(double)) return ScalarType.Float64;
            if (typeof(T) == typeof(long)) return ScalarType.Int64;
            if (typeof(T) == typeof(int)) return ScalarType.Int32;
            if (typeof(T) == typeof(byte)) return ScalarType.Byte;
            if (typeof(T) == typeof(bool)) return ScalarType.Bool;
            throw new ArgumentException($"{typeof(T).Name} is not an element type of the substitute's tensors.");
        }

        /// <summary>A tensor on the CPU filled from memory.</summary>
        internal static unsafe Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad)
            where T : unmanaged
        {
            long elements = 1;
            foreach (long size in dimensions) elements *= size;
            if (elements != values.Length)
                throw new ArgumentException($"mismatched total size creating a tensor from an array: {values.Length} values for [{string.Join(", ", dimensions.ToArray())}].");

            Tensor tensor = empty(dimensions, TypeOf<T>(), CPU);
            values.CopyTo(new Span<T>(Door.Data(tensor.Handle, elements), values.Length));
            if ((dtype is { } type && type != TypeOf<T>()) || (device is not null && device.type != DeviceType.CPU))
            {
                using Tensor made = tensor;
                tensor = made.to(dtype ?? TypeOf<T>(), device ?? CPU);
            }
            return WithGradient(tensor, requires_grad);
        }
    }
}
