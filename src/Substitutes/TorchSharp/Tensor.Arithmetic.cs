using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => Operators.AddScalar.Call([left, right, 1L]);
        public static Tensor operator -(Tensor left, Tensor right) => Operators.Sub.Call([left, right, 1L]);
        public static Tensor operator -(Tensor left, Scalar right) => Operators.SubScalar.Call([left, right, 1L]);
        public static Tensor operator *(Tensor left, Tensor right) => Operators.Mul.Call([left, right]);
        public static Tensor operator *(Tensor left, Scalar right) => Operators.MulScalar.Call([left, right]);
        public static Tensor operator /(Tensor left, Tensor right) => Operators.Div.Call([left, right]);
        public static Tensor operator /(Tensor left, Scalar right) => Operators.DivScalar.Call([left, right]);

        public Tensor add(Tensor target) => Operators.Add.Call([this, target, 1L]);
        public Tensor add(Tensor target, Scalar alpha) => Operators.Add.Call([this, target, alpha]);
        public Tensor sqrt() => Operators.Sqrt.Call([this]);
        public Tensor reciprocal() => Operators.Reciprocal.Call([this]);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Clamp.Call([this, min, max]);

        public Tensor add_(Tensor target) => Operators.AddInPlace.CallInPlace(this, [this, target, 1L]);
        public Tensor add_(Tensor target, Scalar alpha) => Operators.AddInPlace.CallInPlace(this, [this, target, alpha]);
        public Tensor add_(Scalar scalar) => Operators.AddScalarInPlace.CallInPlace(this, [this, scalar, 1L]);
        public Tensor mul_(Tensor target) => Operators.MulInPlace.CallInPlace(this, [this, target]);
        public Tensor mul_(Scalar scalar) => Operators.MulScalarInPlace.CallInPlace(this, [this, scalar]);
        public Tensor div_(Scalar scalar) => Operators.DivScalarInPlace.CallInPlace(this, [this, scalar]);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.AddcmulInPlace.CallInPlace(this, [this, tensor1, tensor2, value]);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.AddcdivInPlace.CallInPlace(this, [this, tensor1, tensor2, value]);
        public Tensor zero_() => Operators.ZeroInPlace.CallInPlace(this, [this]);
        public Tensor fill_(Scalar value) => Operators.FillInPlace.CallInPlace(this, [this, value]);
        public Tensor copy_(Tensor source, bool non_blocking = false) => Operators.CopyInPlace.CallInPlace(this, [this, source, non_blocking]);

        public Tensor sum(ScalarType? type = null) => Operators.Sum.Call([this, type]);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Operators.SumDim.Call([this, new[] { dim }, keepdim, type]);
        public Tensor mean() => Operators.Mean.Call([this, Value.None]);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Operators.MeanDim.Call([this, dimensions, keepdim, type]);
        public Tensor argmax(long dim, bool keepdim = false) => Operators.Argmax.Call([this, dim, keepdim]);
        public Tensor norm(float p = 2.0f) => Operators.VectorNorm.Call([this, (double)p, Value.None, false, Value.None]);

        public Tensor mm(Tensor target) => Operators.Mm.Call([this, target]);
        public Tensor bmm(Tensor batch2) => Operators.Bmm.Call([this, batch2]);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Operators.Softmax.Call([this, dim, dtype]);
    }
}
