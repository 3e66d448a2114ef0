namespace TorchSharp.Modules
{
    /// <summary>A tensor that is learnt. It takes over the memory of the tensor it is made from.</summary>
    public sealed class Parameter : torch.Tensor
    {
        public Parameter(torch.Tensor data, bool requires_grad = true) : base(data.Release()) =>
            this.requires_grad = requires_grad;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }

        public partial class Tensor
        {
            /// <summary>Gives the native tensor away: this object no longer owns it.</summary>
            internal IntPtr Release()
            {
                IntPtr owned = Handle;
                handle = IntPtr.Zero;
                Interlocked.Decrement(ref totalCount);
                return owned;
            }
        }
    }
}
