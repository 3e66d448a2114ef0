using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Tests.Substitutes.TorchContract;

// Against the definition, head by head by matrix products, in float64: value and gradients.
public class AttentionTests
{
    private DisposeScope scope = null!;

    [SetUp]
    public void OpenScope() => scope = NewDisposeScope();

    [TearDown]
    public void CloseScope() => scope.Dispose();

    [TestCase(3, 2, 17, 17, 32)]
    [TestCase(2, 1, 1, 17, 32)] // one query
    [TestCase(2, 3, 5, 9, 8)]
    [TestCase(1, 2, 20, 33, 7)] // no whole vectors
    [TestCase(1, 1, 1, 1, 1)]
    public void Value_and_gradients_are_those_of_the_definition(int n, int heads, int queries, int keys, int size)
    {
        (Tensor Q, Tensor K, Tensor V) = (Leaf(n, heads, queries, size), Leaf(n, heads, keys, size), Leaf(n, heads, keys, size));
        Tensor weights = Numbers(n, heads, queries, size);
        double[] found = WithGradients(() => scaled_dot_product_attention(Q, K, V), weights, Q, K, V);
        double[] expected = WithGradients(() => ByDefinition(Q, K, V), weights, Q, K, V);
        Assert.That(found, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Heads_may_be_views_of_one_packed_tensor()
    {
        const int n = 3, tokens = 17, heads = 2, size = 16;
        Tensor packed = Leaf(n, tokens, 3 * heads * size);
        Tensor weights = Numbers(n, heads, tokens, size);
        double[] found = WithGradients(() => Attend(scaled_dot_product_attention_of), weights, packed);
        double[] expected = WithGradients(() => Attend(ByDefinition), weights, packed);
        Assert.That(found, Is.EqualTo(expected).Within(1e-12));

        Tensor Attend(Func<Tensor, Tensor, Tensor, Tensor> attention)
        {
            Tensor[] parts = [.. packed.chunk(3, 2).Select(part => part.view(n, tokens, heads, size).transpose(1, 2))];
            return attention(parts[0], parts[1], parts[2]);
        }

        static Tensor scaled_dot_product_attention_of(Tensor q, Tensor k, Tensor v) => scaled_dot_product_attention(q, k, v);
    }

    [Test]
    public void Single_precision_agrees_with_double()
    {
        Tensor[] parts = [.. Enumerable.Range(0, 3).Select(_ => Numbers(4, 2, 17, 32))];
        Tensor[] single = [.. parts.Select(p => p.to(ScalarType.Float32))];
        double[] expected = Flat(scaled_dot_product_attention(parts[0], parts[1], parts[2]));
        double[] found = Flat(scaled_dot_product_attention(single[0], single[1], single[2]).to(ScalarType.Float64));
        Assert.That(found, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Large_scores_do_not_overflow()
    {
        Tensor keys = Numbers(1, 1, 6, 4) * 1e4;
        double[] found = Flat(scaled_dot_product_attention(keys, keys, keys));
        Assert.That(found, Has.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void Nothing_is_recorded_without_gradients()
    {
        Tensor q = Leaf(1, 1, 3, 4);
        using IDisposable noGrad = no_grad();
        Assert.That(scaled_dot_product_attention(q, q, q).requires_grad, Is.False);
    }

    [Test]
    public void Sizes_that_do_not_fit_are_an_error_of_libtorch() =>
        Assert.That(
            () => scaled_dot_product_attention(Numbers(1, 1, 3, 4), Numbers(1, 1, 3, 5), Numbers(1, 1, 3, 5)),
            Throws.InstanceOf<System.Runtime.InteropServices.ExternalException>());

    [Test]
    public void A_mask_is_refused()
    {
        Tensor q = Numbers(1, 1, 3, 4);
        Assert.That(() => scaled_dot_product_attention(q, q, q, zeros([3, 3])), Throws.ArgumentException);
        Assert.That(() => scaled_dot_product_attention(q, q, q, null, 0.5), Throws.ArgumentException);
        Assert.That(() => scaled_dot_product_attention(q, q, q, null, 0, true), Throws.ArgumentException);
    }

    private int drawn;

    // Irregular, and different at every call.
    private Tensor Numbers(params long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        return tensor([.. Enumerable.Range(0, (int)count).Select(i => 2 * Math.Sin(1.7 * i + 0.013 * i * i + drawn++))], shape);
    }

    private Tensor Leaf(params long[] shape)
    {
        Tensor leaf = Numbers(shape);
        leaf.requires_grad = true;
        return leaf;
    }

    private static Tensor ByDefinition(Tensor q, Tensor k, Tensor v)
    {
        long n = q.size(0), heads = q.size(1);
        Tensor[] images = [.. Enumerable.Range(0, (int)n).Select(i => cat([.. Enumerable.Range(0, (int)heads).Select(h => Head(i, h))], 1))];
        return cat(images, 0);

        Tensor Head(int i, int h)
        {
            Tensor scores = q.select(0, i).select(0, h).mm(k.select(0, i).select(0, h).t()) / Math.Sqrt(q.size(3));
            return scores.softmax(-1).mm(v.select(0, i).select(0, h)).view(1, 1, q.size(2), v.size(3));
        }
    }

    private static double[] WithGradients(Func<Tensor> attention, Tensor weights, params Tensor[] leaves)
    {
        foreach (Tensor leaf in leaves) leaf.grad = null;
        Tensor value = attention();
        (value * weights).sum().backward();
        return [.. Flat(value.detach()), .. leaves.SelectMany(leaf => Flat(leaf.grad!))];
    }

    private static double[] Flat(Tensor values) => values.contiguous().data<double>().ToArray();
}
