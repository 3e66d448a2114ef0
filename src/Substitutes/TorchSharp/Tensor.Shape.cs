using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Operators.View.Call([this, shape]);
        public Tensor reshape(params long[] shape) => Operators.Reshape.Call([this, shape]);
        public Tensor permute(params long[] permutation) => Operators.Permute.Call([this, permutation]);
        public Tensor transpose(long dim0, long dim1) => Operators.Transpose.Call([this, dim0, dim1]);
        public Tensor t() => Operators.T.Call([this]);
        public Tensor contiguous() => Operators.Contiguous.Call([this, 0L]);
        public Tensor expand(params long[] sizes) => Operators.Expand.Call([this, sizes, false]);
        public Tensor select(long dim, long index) => Operators.Select.Call([this, dim, index]);
        public Tensor narrow(long dim, long start, long length) => Operators.Narrow.Call([this, dim, start, length]);
        public Tensor index_select(long dim, Tensor index) => Operators.IndexSelect.Call([this, dim, index]);
        public Tensor gather(long dim, Tensor index) => Operators.Gather.Call([this, dim, index, false]);
        public Tensor[] chunk(long chunks, long dim = 0) => Operators.Chunk.CallMany(chunks, [this, chunks, dim]);
        public Tensor detach() => Operators.Detach.Call([this]);
        public Tensor clone() => Operators.Clone.Call([this, Value.None]);

        /// <summary>Another object for the same native tensor, disposed on its own: a conversion to its own type gives just that.</summary>
        internal Tensor alias() => Operators.ToDtype.Call([this, dtype, false, false, Value.None]);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Finish(Operators.ToDtype.Call([this, type, non_blocking, copy, Value.None]), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Finish(Operators.ToDevice.Call([this, device, type, non_blocking, copy, Value.None]), disposeAfter);

        public Tensor cpu() => to(CPU);

        private Tensor Finish(Tensor made, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return made;
        }
    }
}
