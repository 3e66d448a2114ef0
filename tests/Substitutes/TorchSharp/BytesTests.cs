using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>The memory of a tensor as bytes.</summary>
public class BytesTests
{
    private DisposeScope scope = null!;

    [SetUp]
    public void Open() => scope = NewDisposeScope();

    [TearDown]
    public void Close() => scope.Dispose();

    [Test]
    public void Bytes_are_the_elements_in_memory()
    {
        Assert.That(tensor([1f, -2f], [2]).bytes.ToArray(), Is.EqualTo(new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0 }));
        Assert.That(tensor([1f, -2f], [2]).to(ScalarType.BFloat16).bytes.ToArray(), Is.EqualTo(new byte[] { 0x80, 0x3F, 0, 0xC0 }));
        Assert.That(tensor([1f, -2f], [2]).to(ScalarType.Float16).bytes.ToArray(), Is.EqualTo(new byte[] { 0, 0x3C, 0, 0xC0 }));
        Assert.That(tensor([1L, -2L], [2]).to(ScalarType.Int16).bytes.ToArray(), Is.EqualTo(new byte[] { 1, 0, 0xFE, 0xFF }));
        Assert.That(tensor([1L, 0L], [2]).to(ScalarType.Bool).bytes.ToArray(), Is.EqualTo(new byte[] { 1, 0 }));
    }

    [Test]
    public void Writing_into_the_bytes_writes_the_tensor()
    {
        Tensor two = zeros([2]);

        new byte[] { 0, 0, 0x80, 0x3F }.CopyTo(two.bytes[4..]);

        Assert.That(two.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 1f }));
    }

    [Test]
    public void A_view_gives_its_own_part() =>
        Assert.That(tensor([1L, 2, 3, 4], [2, 2]).select(0, 1).bytes.ToArray(), Is.EqualTo(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0 }));

    [Test]
    public void No_elements_have_no_bytes() => Assert.That(zeros([0, 3]).bytes.Length, Is.Zero);

    // The published package and this one differ in the exception.
    [Test]
    public void A_tensor_that_is_not_contiguous_is_refused() =>
        Assert.That(() => zeros([2, 3]).t().bytes.Length, Throws.InstanceOf<SystemException>());
}
