using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales all gradients so that their joint norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using IDisposable noGrad = no_grad();
                using DisposeScope scope = NewDisposeScope();
                Tensor[] gradients = [.. tensors.Select(p => p.grad).OfType<Tensor>()];
                if (gradients.Length == 0) return 0;
                double total = stack([.. gradients.Select(g => g.norm((float)norm_type))]).norm((float)norm_type).ToDouble();
                double factor = max_norm / (total + 1e-6);
                if (factor < 1) Operators.EachMulScalarInPlace.CallOnLists(0, [gradients], [factor]);
                return total;
            }
        }
    }
}
