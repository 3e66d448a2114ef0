using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public Tensor add(Tensor target) => Operators.Add.Call([this, target, 1L]);
        public Tensor add(Tensor target, Scalar alpha) => Operators.Add.Call([this, target, alpha]);
        public Tensor add(Scalar scalar) => Operators.AddScalar.Call([this, scalar, 1L]);
        public Tensor sub(Tensor target) => Operators.Sub.Call([this, target, 1L]);
        public Tensor sub(Scalar scalar) => Operators.SubScalar.Call([this, scalar, 1L]);
        public Tensor mul(Tensor target) => Operators.Mul.Call([this, target]);
        public Tensor mul(Scalar scalar) => Operators.MulScalar.Call([this, scalar]);
        public Tensor div(Tensor target) => Operators.Div.Call([this, target]);
        public Tensor div(Scalar scalar) => Operators.DivScalar.Call([this, scalar]);
        public Tensor neg() => Operators.Neg.Call([this]);
        public Tensor sqrt() => Operators.Sqrt.Call([this]);
        public Tensor abs() => Operators.Abs.Call([this]);
        public Tensor eq(Tensor target) => Operators.Eq.Call([this, target]);
        public Tensor isfinite() => Operators.IsFinite.Call([this]);
        public Tensor logical_not() => Operators.LogicalNot.Call([this]);
        public Tensor logical_and(Tensor other) => Operators.LogicalAnd.Call([this, other]);

        public Tensor add_(Tensor target) => Operators.AddInPlace.CallInPlace(this, [this, target, 1L]);
        public Tensor add_(Tensor target, Scalar alpha) => Operators.AddInPlace.CallInPlace(this, [this, target, alpha]);
        public Tensor add_(Scalar scalar) => Operators.AddScalarInPlace.CallInPlace(this, [this, scalar, 1L]);
        public Tensor sub_(Tensor target) => Operators.SubInPlace.CallInPlace(this, [this, target, 1L]);
        public Tensor mul_(Tensor target) => Operators.MulInPlace.CallInPlace(this, [this, target]);
        public Tensor mul_(Scalar scalar) => Operators.MulScalarInPlace.CallInPlace(this, [this, scalar]);
        public Tensor div_(Tensor target) => Operators.DivInPlace.CallInPlace(this, [this, target]);
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
        public Tensor all() => Operators.All.Call([this]);
        public Tensor norm(float p = 2.0f) => Operators.VectorNorm.Call([this, (double)p, Value.None, false, Value.None]);

        public Tensor mm(Tensor target) => Operators.Mm.Call([this, target]);
        public Tensor bmm(Tensor batch2) => Operators.Bmm.Call([this, batch2]);
        public Tensor matmul(Tensor target) => Operators.Matmul.Call([this, target]);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Operators.Softmax.Call([this, dim, dtype]);
        public Tensor relu() => Operators.Relu.Call([this]);
    }
}
