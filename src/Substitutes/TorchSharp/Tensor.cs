using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array in libtorch. Freed by <see cref="Dispose()"/>, by the dispose scope it was made in, or at the
    /// latest by its finalizer. An operation on a disposed tensor throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private const int MaxDimensions = 16;
        private const int FactCount = 8;
        private static long totalCount;

        private IntPtr handle;

        internal Tensor(IntPtr handle) : this(handle, inScope: true)
        {
        }

        private protected Tensor(IntPtr handle, bool inScope)
        {
            if (handle == IntPtr.Zero) throw new InvalidOperationException("libtorch gave an undefined tensor.");
            this.handle = handle;
            Interlocked.Increment(ref totalCount);
            if (inScope) DisposeScope.Register(this);
        }

        ~Tensor() => Free();

        /// <summary>How many tensors of this process hold native memory now.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => handle == IntPtr.Zero;

        internal IntPtr Handle => handle != IntPtr.Zero ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        // The scope that will dispose this tensor, and its neighbours in the list of that scope.
        internal DisposeScope? Scope { get; set; }
        internal Tensor? Older { get; set; }
        internal Tensor? Newer { get; set; }

        public void Dispose()
        {
            Scope?.Remove(this);
            Free();
            GC.SuppressFinalize(this);
        }

        /// <summary>Gives the tensor to the scope around its own; without one, it is in no scope.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of every scope: its owner disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Remove(this);
            return this;
        }

        /// <summary>Gives the native tensor away: this object no longer owns it.</summary>
        internal IntPtr Release()
        {
            IntPtr owned = Handle;
            handle = IntPtr.Zero;
            Interlocked.Decrement(ref totalCount);
            return owned;
        }

        /// <summary>Exchanges the native tensor for one elsewhere or of another floating type; the object stays the same.</summary>
        internal void Replace(Device? device, ScalarType? type)
        {
            bool floating = dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;
            bool gradient = requires_grad;
            using Tensor moved = to(floating ? type ?? dtype : dtype, device ?? this.device);
            (handle, moved.handle) = (moved.handle, handle);
            if (gradient) requires_grad = true;
        }

        private void Free()
        {
            IntPtr owned = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (owned == IntPtr.Zero) return;
            Door.door_release(owned);
            Interlocked.Decrement(ref totalCount);
        }

        public long[] shape => Describe().Sizes;

        public ScalarType dtype => (ScalarType)Describe().Facts[0];

        public Device device
        {
            get
            {
                long[] facts = Describe().Facts;
                return new((DeviceType)facts[1], (int)facts[2]);
            }
        }

        public long dim() => Describe().Facts[3];

        public long size(int dim) => (long)Operators.Size.CallNumber([this, (long)dim]);

        public long numel() => Describe().Facts[4];

        public bool is_contiguous() => Describe().Facts[5] != 0;

        public bool requires_grad
        {
            get => Describe().Facts[7] != 0;
            set
            {
                Door.Check(Door.door_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public long[] stride() => Describe().Strides;

        /// <summary>The gradient that <see cref="backward"/> left, or null.</summary>
        public Tensor? grad
        {
            get
            {
                Door.Check(Door.door_grad(Handle, out IntPtr gradient));
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
