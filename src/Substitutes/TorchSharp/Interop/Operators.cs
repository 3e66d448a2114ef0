namespace TorchSharp.Interop;

/// <summary>The operators this substitute reaches, each by its name and overload in the dispatcher.</summary>
internal static class Operators
{
    public static readonly Op Empty = new("empty", "memory_format");
    public static readonly Op Zeros = new("zeros");
    public static readonly Op Ones = new("ones");
    public static readonly Op Full = new("full");
    public static readonly Op Arange = new("arange");
    public static readonly Op Eye = new("eye", "m");

    public static readonly Op Add = new("add", "Tensor");
    public static readonly Op AddScalar = new("add", "Scalar");
    public static readonly Op Sub = new("sub", "Tensor");
    public static readonly Op SubScalar = new("sub", "Scalar");
    public static readonly Op Mul = new("mul", "Tensor");
    public static readonly Op MulScalar = new("mul", "Scalar");
    public static readonly Op Div = new("div", "Tensor");
    public static readonly Op DivScalar = new("div", "Scalar");
    public static readonly Op Sqrt = new("sqrt");
    public static readonly Op Reciprocal = new("reciprocal");
    public static readonly Op Clamp = new("clamp");

    public static readonly Op AddInPlace = new("add_", "Tensor");
    public static readonly Op AddScalarInPlace = new("add_", "Scalar");
    public static readonly Op MulInPlace = new("mul_", "Tensor");
    public static readonly Op MulScalarInPlace = new("mul_", "Scalar");
    public static readonly Op DivScalarInPlace = new("div_", "Scalar");
    public static readonly Op AddcmulInPlace = new("addcmul_");
    public static readonly Op AddcdivInPlace = new("addcdiv_");
    public static readonly Op ZeroInPlace = new("zero_");
    public static readonly Op FillInPlace = new("fill_", "Scalar");
    public static readonly Op CopyInPlace = new("copy_");

    // On many tensors at once.
    public static readonly Op EachAdd = new("_foreach_add", "List");
    public static readonly Op EachSqrt = new("_foreach_sqrt");
    public static readonly Op EachAddInPlace = new("_foreach_add_", "List");
    public static readonly Op EachAddScalarInPlace = new("_foreach_add_", "Scalar");
    public static readonly Op EachMulScalarInPlace = new("_foreach_mul_", "Scalar");
    public static readonly Op EachDivScalarInPlace = new("_foreach_div_", "Scalar");
    public static readonly Op EachAddcmulInPlace = new("_foreach_addcmul_", "Scalar");
    public static readonly Op EachAddcdivInPlace = new("_foreach_addcdiv_", "Scalar");

    public static readonly Op UniformInPlace = new("uniform_");

    public static readonly Op Sum = new("sum");
    public static readonly Op SumDim = new("sum", "dim_IntList");
    public static readonly Op Mean = new("mean");
    public static readonly Op MeanDim = new("mean", "dim");
    public static readonly Op Argmax = new("argmax");
    public static readonly Op Item = new("item");
    public static readonly Op Size = new("size", "int");
    public static readonly Op VectorNorm = new("linalg_vector_norm");

    public static readonly Op View = new("view");
    public static readonly Op Reshape = new("reshape");
    public static readonly Op Permute = new("permute");
    public static readonly Op Transpose = new("transpose", "int");
    public static readonly Op T = new("t");
    public static readonly Op Contiguous = new("contiguous");
    public static readonly Op Expand = new("expand");
    public static readonly Op Select = new("select", "int");
    public static readonly Op Narrow = new("narrow");
    public static readonly Op IndexSelect = new("index_select");
    public static readonly Op Gather = new("gather");
    public static readonly Op Chunk = new("chunk");
    public static readonly Op Cat = new("cat");
    public static readonly Op Stack = new("stack");
    public static readonly Op Detach = new("detach");
    public static readonly Op Clone = new("clone");
    public static readonly Op ToDtype = new("to", "dtype");
    public static readonly Op ToDevice = new("to", "device");

    public static readonly Op Mm = new("mm");
    public static readonly Op Bmm = new("bmm");
    public static readonly Op Linear = new("linear");
    public static readonly Op Conv2d = new("conv2d");
    public static readonly Op BatchNorm = new("batch_norm", space: "torch_door");
    public static readonly Op LayerNorm = new("layer_norm", space: "torch_door");
    public static readonly Op Relu = new("relu");
    public static readonly Op Gelu = new("gelu", space: "torch_door");
    public static readonly Op Attention = new("attention", space: "torch_door");
    public static readonly Op Softmax = new("softmax", "int");
    public static readonly Op ConstantPad = new("constant_pad_nd");
    public static readonly Op CrossEntropy = new("cross_entropy_loss");
}
