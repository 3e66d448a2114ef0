namespace TorchSharp.Modules
{
    /// <summary>A tensor that is learnt. It takes the place of the tensor it is made from, which becomes empty, in its scope, too.</summary>
    public sealed class Parameter : torch.Tensor
    {
        public Parameter(torch.Tensor data, bool requires_grad = true) : base(data.Release(), inScope: false)
        {
            data.Scope?.Replace(data, this);
            this.requires_grad = requires_grad;
        }
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
    }
}
