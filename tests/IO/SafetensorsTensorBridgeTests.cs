using RepDynamics.IO;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.IO;

/// <summary>Conversion to bytes and back keeps every bit.</summary>
[NonParallelizable]
internal sealed class SafetensorsTensorBridgeTests : ScopedTests
{
    private static IEnumerable<TensorData> OfTorch =>
        SafetensorsSamples.Everything.Where(t => t.Type is not (ElementType.U16 or ElementType.U32 or ElementType.U64));

    [Test]
    public void A_type_that_TorchSharp_lacks_is_refused() => Assert.That(
        () => TensorBridge.ToTensor(SafetensorsSamples.Tensor("x", ElementType.U32, 2), CPU),
        Throws.ArgumentException.With.Message.EqualTo("TorchSharp has no tensors of U32: convert it first."));

    [Test]
    public void Every_type_and_shape_goes_there_and_back()
    {
        foreach (TensorData data in OfTorch)
        {
            var tensor = TensorBridge.ToTensor(data, CPU);

            Assert.That(tensor.shape, Is.EqualTo(data.Shape), data.ToString());
            Assert.That(SafetensorsSamples.Kept(data.Name, tensor), Is.EqualTo(data));
        }
    }

    [TestCase(ElementType.F64, ScalarType.Float64)]
    [TestCase(ElementType.F32, ScalarType.Float32)]
    [TestCase(ElementType.F16, ScalarType.Float16)]
    [TestCase(ElementType.BF16, ScalarType.BFloat16)]
    [TestCase(ElementType.I64, ScalarType.Int64)]
    [TestCase(ElementType.I32, ScalarType.Int32)]
    [TestCase(ElementType.I16, ScalarType.Int16)]
    [TestCase(ElementType.I8, ScalarType.Int8)]
    [TestCase(ElementType.U8, ScalarType.Byte)]
    [TestCase(ElementType.Bool, ScalarType.Bool)]
    public void Types_are_those_of_torch_and_so_are_the_values(ElementType type, ScalarType scalar)
    {
        Tensor ones = tensor([0.0, 1.0], [2]).to(scalar);
        var back = TensorBridge.ToTensor(SafetensorsSamples.Kept("x", ones), CPU);

        Assert.That(SafetensorsSamples.Kept("x", ones).Type, Is.EqualTo(type));
        Assert.That(back.dtype, Is.EqualTo(scalar));
        Assert.That(back.to(ScalarType.Float64).data<double>().ToArray(), Is.EqualTo(new[] { 0.0, 1.0 }));
    }

    [Test]
    public void Every_bit_is_kept()
    {
        uint[] single = [0x7FA12345, 0x7FC00001, 0xFFC12345, 0x80000000, 1, 0x807FFFFF, 0x7F800000, 0x3F800001];
        long[] twice = [0x7FF4000000012345, 0x7FF8000000000001, long.MinValue, 1, 0x000FFFFFFFFFFFFF, 0x3FF0000000000001];

        TensorData floats = SafetensorsSamples.Kept("x", torch.tensor([.. single.Select(BitConverter.UInt32BitsToSingle)], [8]));
        TensorData doubles = SafetensorsSamples.Kept("x", torch.tensor([.. twice.Select(BitConverter.Int64BitsToDouble)], [6]));

        Assert.That(floats.Bytes.ToArray(), Is.EqualTo(single.SelectMany(BitConverter.GetBytes)));
        Assert.That(TensorBridge.ToTensor(floats, CPU).data<float>().ToArray().Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(single));
        Assert.That(doubles.Bytes.ToArray(), Is.EqualTo(twice.SelectMany(BitConverter.GetBytes)));
        Assert.That(TensorBridge.ToTensor(doubles, CPU).data<double>().ToArray().Select(BitConverter.DoubleToInt64Bits), Is.EqualTo(twice));
    }

    private static IEnumerable<TestCaseData> Layouts()
    {
        yield return Layout("transposed", box => box.transpose(0, 2));
        yield return Layout("permuted", box => box.permute(2, 0, 1));
        yield return Layout("channels last", box => box.view(1, 2, 3, 4).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        yield return Layout("every second", box => box.view(12, 2).select(1, 1));
        yield return Layout("an inner part", box => box.narrow(0, 1, 1).narrow(1, 1, 2));
        yield return Layout("repeated by a stride of 0", box => box.narrow(2, 0, 1).expand(2, 3, 5));
        yield return Layout("one number", box => box.sum());
        yield return Layout("with a gradient", WithGradient);
    }

    private static Tensor WithGradient(Tensor box)
    {
        box.requires_grad = true;
        return box.permute(1, 2, 0);
    }

    private static TestCaseData Layout(string name, Func<Tensor, Tensor> view) => new TestCaseData(view).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Layouts))]
    public void Elements_are_taken_row_by_row_whatever_the_layout(Func<Tensor, Tensor> view)
    {
        Tensor tensor = view(torch.tensor([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 4]));

        TensorData data = SafetensorsSamples.Kept("x", tensor);

        Assert.That(data.Shape, Is.EqualTo(tensor.shape));
        Assert.That(data.Bytes.ToArray(), Is.EqualTo(tensor.detach().data<float>().ToArray().SelectMany(BitConverter.GetBytes)));
    }

    [Test]
    public void The_bytes_are_a_copy_and_so_is_the_tensor()
    {
        Tensor tensor = ones([3]);
        byte[] bytes = new byte[12];

        TensorData data = SafetensorsSamples.Kept("x", tensor);
        var made = TensorBridge.ToTensor(new TensorData("x", ElementType.F32, [3], bytes), CPU);
        tensor.zero_();
        bytes[3] = 0x3F;

        Assert.That(data.Bytes.Span[3], Is.EqualTo(0x3F));
        Assert.That(made.sum().ToDouble(), Is.Zero);
    }

    [Test]
    public void A_file_written_from_tensors_is_the_file_written_from_their_bytes()
    {
        var tensors = OfTorch.ToDictionary(t => t.Name, t => TensorBridge.ToTensor(t, CPU));
        tensors["turned"] = torch.tensor([1f, 2, 3, 4, 5, 6], [2, 3]).t();
        Dictionary<string, string> notes = new() { ["a"] = "b" };
        using MemoryStream stream = new();

        TensorBridge.Write(stream, tensors, notes);

        Assert.That(stream.ToArray(), Is.EqualTo(SafetensorsSamples.Written(tensors.Select(t => SafetensorsSamples.Kept(t.Key, t.Value)), notes)));
    }

    [Test]
    public void Writing_tensors_allocates_no_managed_copy_of_them()
    {
        Tensor large = zeros([2_000_000]);
        KeyValuePair<string, Tensor>[] tensors = [new("a", large), new("b", large.view(2, 1_000_000).t())];
        TensorBridge.Write(Stream.Null, tensors);

        long before = GC.GetAllocatedBytesForCurrentThread();
        TensorBridge.Write(Stream.Null, tensors);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(50_000));
    }

    [Test]
    public void Nothing_native_is_left_behind()
    {
        Tensor tensor = ones([4, 5]);
        long before = Tensor.TotalCount;
        using MemoryStream stream = new();

        using (Tensor turned = tensor.t()) SafetensorsSamples.Kept("x", turned);
        TensorBridge.Write(stream, [new("x", tensor)]);
        using (var made = TensorBridge.ToTensor(SafetensorsSamples.Kept("x", tensor), CPU)) Assert.That(made.shape, Is.EqualTo(tensor.shape));

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_type_that_is_not_kept_is_refused_by_name() =>
        Assert.That(
            () => SafetensorsSamples.Kept("wave", zeros([2], ScalarType.ComplexFloat32)),
            Throws.ArgumentException.With.Message.StartsWith("Tensor 'wave' holds ComplexFloat32, expected one of I64, F64, F32"));

    [Test]
    public void A_name_twice_and_that_of_the_notes_are_refused_before_anything_is_written()
    {
        using MemoryStream stream = new();

        Assert.That(() => TensorBridge.Write(stream, [new("__metadata__", ones([1]))]), Throws.ArgumentException);
        Assert.That(() => TensorBridge.Write(stream, [new("a", ones([1])), new("a", ones([1]))]), Throws.ArgumentException.With.Message.Contains("Two tensors are called 'a'"));
        Assert.That(stream.Length, Is.Zero);
    }
}
