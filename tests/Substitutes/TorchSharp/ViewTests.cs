using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>Views share memory under other shapes and strides.</summary>
public class ViewTests
{
    private DisposeScope scope = null!;
    private Tensor box = null!;

    [SetUp]
    public void Open()
    {
        scope = NewDisposeScope();
        box = tensor([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 4]);
    }

    [TearDown]
    public void Close()
    {
        box.Dispose();
        scope.Dispose();
    }

    [Test]
    public void Views_have_the_shapes_and_strides_of_PyTorch()
    {
        using (Assert.EnterMultipleScope())
        {
            Check("itself", box, [2, 3, 4], [12, 4, 1]);
            Check("view", box.view(4, 6), [4, 6], [6, 1]);
            Check("inferred", box.view(-1, 8), [3, 8], [8, 1]);
            Check("permute", box.permute(2, 0, 1), [4, 2, 3], [1, 12, 4]);
            Check("transpose", box.transpose(0, 2), [4, 3, 2], [1, 4, 12]);
            Check("t", box.view(4, 6).t(), [6, 4], [1, 6]);
            Check("select", box.select(1, 2), [2, 4], [12, 1]);
            Check("narrow", box.narrow(2, 1, 2), [2, 3, 2], [12, 4, 1]);
            Check("expand", box.narrow(0, 0, 1).expand(5, -1, -1), [5, 3, 4], [0, 4, 1]);
            Check("chunk", box.chunk(2, 2)[1], [2, 3, 2], [12, 4, 1]);
            Check("six dimensions", box.view(1, 2, 1, 3, 2, 2), [1, 2, 1, 3, 2, 2], [24, 12, 12, 4, 2, 1]);
        }
    }

    [Test]
    public void A_number_has_no_dimensions()
    {
        Tensor number = box.sum();

        Assert.That(number.shape, Is.Empty);
        Assert.That(number.dim(), Is.Zero);
        Assert.That(number.numel(), Is.EqualTo(1));
        Assert.That(number.ToDouble(), Is.EqualTo(276));
    }

    [Test]
    public void Writing_through_a_view_writes_the_original()
    {
        box.permute(2, 0, 1).select(0, 3).narrow(1, 1, 1).fill_(-1);

        float[] expected = [.. Enumerable.Range(0, 24).Select(i => i is 7 or 19 ? -1f : i)];
        Assert.That(box.data<float>().ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void A_clone_has_memory_of_its_own()
    {
        Tensor clone = box.clone();
        clone.zero_();

        Assert.That(box.sum().ToDouble(), Is.EqualTo(276));
    }

    [Test]
    public void Elements_are_read_row_by_row_whatever_the_strides()
    {
        float[] expected = [.. from k in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) select (float)(i * 12 + j * 4 + k)];

        Assert.That(box.permute(2, 0, 1).data<float>().ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void A_chunk_may_be_one_of_many()
    {
        Tensor row = tensor([.. Enumerable.Range(0, 100).Select(i => (long)i)], [100]);
        Tensor[] parts = row.chunk(100);

        Assert.That(parts.Select(p => p.ToInt64()), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void Fewer_chunks_come_when_the_size_does_not_divide() =>
        Assert.That(box.view(24).chunk(7).Select(p => p.size(0)), Is.EqualTo(new long[] { 4, 4, 4, 4, 4, 4 }));

    /// <summary>The project's way to channels-last, without a memory-format argument.</summary>
    [Test]
    public void Channels_last_and_back_changes_the_layout_and_no_value()
    {
        Tensor image = box.view(1, 2, 3, 4);
        Tensor last = image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Assert.That(last.shape, Is.EqualTo(image.shape));
        Assert.That(last.stride(), Is.EqualTo(new long[] { 24, 1, 8, 2 }));
        Assert.That(last.is_contiguous(), Is.False);
        Assert.That(last.data<float>().ToArray(), Is.EqualTo(image.data<float>().ToArray()));
        Assert.That(last.contiguous().stride(), Is.EqualTo(image.stride()));
    }

    [Test]
    public void Layers_keep_the_channels_last_layout()
    {
        Tensor image = zeros([2, 5, 4, 8]).permute(0, 3, 1, 2);
        using nn.Module<Tensor, Tensor> convolution = nn.Conv2d(8, 16, 3, padding: 1), norm = nn.BatchNorm2d(16);

        Tensor output = nn.functional.relu(norm.call(convolution.call(image)));

        Assert.That(output.stride(), Is.EqualTo(new long[] { 320, 1, 64, 16 }));
    }

    [Test]
    public void A_conversion_that_changes_nothing_shares_memory_unless_a_copy_is_asked_for()
    {
        Tensor same = box.to(ScalarType.Float32), copy = box.to(ScalarType.Float32, copy: true);
        box.zero_();

        Assert.That(same.sum().ToDouble(), Is.Zero);
        Assert.That(copy.sum().ToDouble(), Is.EqualTo(276));
    }

    [Test]
    public void A_single_tensor_joined_is_the_same_memory_and_outlives_the_original()
    {
        Tensor joined = cat([box]);
        box.fill_(1);
        box.Dispose();

        Assert.That(joined.sum().ToDouble(), Is.EqualTo(24));
    }

    private static void Check(string what, Tensor view, long[] shape, long[] stride)
    {
        Assert.That(view.shape, Is.EqualTo(shape), what);
        Assert.That(view.stride(), Is.EqualTo(stride), what);
        Assert.That(shape.Select((_, d) => view.size(d)), Is.EqualTo(shape), what);
        Assert.That(view.size(-1), Is.EqualTo(shape[^1]), what);
    }
}
