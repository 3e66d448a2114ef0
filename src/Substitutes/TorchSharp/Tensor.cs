using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array in libtorch. Freed by <see cref="Dispose()"/>, by the dispose scope it was made in, or at the
    /// latest by its finalizer. An operation on a disposed tensor throws <see cref="ObjectDisposedException"/>.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private const int MaxDimensions = 16;
        private const int FactCount = 8;
        private static long totalCount;

        private IntPtr handle;

        internal Tensor(IntPtr handle)
        {
            if (handle == IntPtr.Zero) throw new InvalidOperationException("libtorch gave an undefined tensor.");
            this.handle = handle;
            Interlocked.Increment(ref totalCount);
            DisposeScope.Current?.Add(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>How many tensors of this process hold native memory now.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        internal DisposeScope? Scope { get; set; }

        public IntPtr Handle => handle != IntPtr.Zero ? handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor was disposed.");

        public bool IsInvalid => handle == IntPtr.Zero;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            IntPtr owned = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (owned == IntPtr.Zero) return;
            Door.door_release(owned);
            Interlocked.Decrement(ref totalCount);
        }

        /// <summary>Gives the tensor to the scope around the innermost one.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of every scope: its owner disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope = null;
            return this;
        }

        public long[] shape => Describe().Sizes;

        public ScalarType dtype => (ScalarType)Describe().Facts[0];

        public Device device => new((DeviceType)Describe().Facts[1], (int)Describe().Facts[2]);

        public long dim() => Describe().Facts[3];

        public long size(int dim)
        {
            long[] sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public long numel() => Describe().Facts[4];

        public long NumberOfElements => numel();

        public bool is_contiguous() => Describe().Facts[5] != 0;

        public long ElementSize => Describe().Facts[6];

        public bool requires_grad
        {
            get => Describe().Facts[7] != 0;
            set
            {
                Door.Check(Door.door_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public long[] stride() => Describe().Strides;

        /// <summary>The gradient that <see cref="backward"/> left, or null.</summary>
        public Tensor? grad
        {
            get
            {
                IntPtr gradient = Door.door_grad(Handle);
                GC.KeepAlive(this);
                return gradient == IntPtr.Zero ? null : new Tensor(gradient);
            }
            set
            {
                Door.Check(Door.door_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        /// <summary>Adds the gradient of this scalar to every leaf it was computed from.</summary>
        public void backward()
        {
            Door.Check(Door.door_backward(Handle));
            GC.KeepAlive(this);
        }

        public override string ToString() => IsInvalid ? "[disposed]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private unsafe (long[] Facts, long[] Sizes, long[] Strides) Describe()
        {
            long[] facts = new long[FactCount];
            long* sizes = stackalloc long[MaxDimensions];
            long* strides = stackalloc long[MaxDimensions];
            fixed (long* pinned = facts) Door.Check(Door.door_facts(Handle, pinned, sizes, strides, MaxDimensions));
            GC.KeepAlive(this);
            int dimensions = (int)facts[3];
            return (facts, new ReadOnlySpan<long>(sizes, dimensions).ToArray(), new ReadOnlySpan<long>(strides, dimensions).ToArray());
        }
    }
}
