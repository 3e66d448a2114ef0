using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Models;

/// <summary>
/// Vision transformer (Dosovitskiy et al. 2021): patches, a class token, learned positions, pre-norm encoder blocks, a linear head
/// on the class token. Taps: embedding, block1 to block<i>depth</i>, output.
/// </summary>
internal sealed class VisionTransformer : Network
{
    private readonly int imageSize;
    private readonly int patch;
    private readonly MixedLinear embedding;
    private readonly Parameter class_token;
    private readonly Parameter positions;
    private readonly ModuleList<EncoderBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <param name="imageSize">Height and width of an image, a multiple of <paramref name="patch"/>.</param>
    /// <param name="dimension">d, the size of a token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="mlpRatio">The hidden size of a block's MLP, as a multiple of d.</param>
    /// <param name="classes">The number of logits.</param>
    /// <exception cref="ArgumentException">Images do not divide into patches.</exception>
    public VisionTransformer(int imageSize, int patch, int dimension, int depth, int heads, int mlpRatio, int classes) : base(nameof(VisionTransformer))
    {
        if (imageSize % patch != 0) throw new ArgumentException($"Images of {imageSize} pixels do not divide into patches of {patch}.", nameof(patch));
        int side = imageSize / patch;
        this.imageSize = imageSize;
        this.patch = patch;
        embedding = new MixedLinear(Channels * patch * patch, dimension);
        class_token = nn.Parameter(zeros([1, 1, dimension]).DetachFromDisposeScope());
        positions = nn.Parameter(zeros([1, 1 + side * side, dimension]).DetachFromDisposeScope());
        blocks = nn.ModuleList([.. Enumerable.Range(0, depth).Select(_ => new EncoderBlock(dimension, heads, mlpRatio * dimension))]);
        norm = nn.LayerNorm(dimension);
        head = nn.Linear(dimension, classes);
        Taps = ["embedding", .. Enumerable.Range(1, depth).Select(i => $"block{i}"), "output"];
        RegisterComponents();
    }

    public override IReadOnlyList<string> Taps { get; }

    // Not the embedding: before the first block the class token is the same for every image.
    public override IReadOnlyCollection<string> TokenTaps => [.. Taps.Skip(1).SkipLast(1)];

    public override Tensor Run(Tensor images, TapObserver? observe = null)
    {
        CheckShape(images, imageSize);
        // The blocks add to a sum of the type of the weights, whatever they multiply in.
        Tensor x = embedding.call(Patches(images)).to(positions.dtype);             // [n, patches, d]
        x = cat([class_token.expand(x.size(0), -1, -1), x], 1) + positions;         // [n, tokens, d]
        observe?.Invoke(Taps[0], x);
        for (int i = 0; i < blocks.Count; i++)
        {
            // The head reads the class token alone: without an observer, the last block computes no other.
            bool allTokens = observe is not null || i + 1 < blocks.Count;
            x = blocks[i].Run(x, allTokens ? x.size(1) : 1);                        // [n, tokens or 1, d]
            observe?.Invoke(Taps[i + 1], x);
        }
        Tensor logits = head.call(norm.call(x.select(1, 0)));                       // [n, classes]
        observe?.Invoke(Taps[^1], logits);
        return logits;
    }

    // [n, c, h, w] -> [n, patches, c x patch x patch]: the input of the convolution with stride = patch, as one matrix.
    private Tensor Patches(Tensor images)
    {
        long n = images.size(0), side = imageSize / patch;
        return images.view(n, Channels, side, patch, side, patch).permute(0, 2, 4, 1, 3, 5).reshape(n, side * side, Channels * patch * patch);
    }
}

/// <summary>x + attention(norm(x)), then x + MLP(norm(x)).</summary>
internal sealed class EncoderBlock : nn.Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly LayerNorm norm1;
    private readonly MixedLinear qkv;
    private readonly MixedLinear projection;
    private readonly LayerNorm norm2;
    private readonly MixedLinear expand;
    private readonly MixedLinear contract;

    public EncoderBlock(int dimension, int heads, int hidden) : base(nameof(EncoderBlock))
    {
        this.heads = heads;
        norm1 = nn.LayerNorm(dimension);
        qkv = new MixedLinear(dimension, 3 * dimension);
        projection = new MixedLinear(dimension, dimension);
        norm2 = nn.LayerNorm(dimension);
        expand = new MixedLinear(dimension, hidden);
        contract = new MixedLinear(hidden, dimension);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Run(input, input.size(1));

    // The outputs of the first tokens only; all tokens are attended to.
    public Tensor Run(Tensor input, long outputs)                                   // [n, tokens, d]
    {
        Tensor x = First(input, outputs, 1) + projection.call(Attention(qkv.call(norm1.call(input)), outputs));
        return x + contract.call(gelu(expand.call(norm2.call(x))));                 // [n, outputs, d]
    }

    private Tensor Attention(Tensor packed, long outputs)                           // [n, tokens, 3d]
    {
        (long n, long tokens) = (packed.size(0), packed.size(1));
        Tensor[] parts = [.. packed.chunk(3, 2).Select(part => part.view(n, tokens, heads, -1).transpose(1, 2))];
        Tensor mixed = scaled_dot_product_attention(First(parts[0], outputs, 2), parts[1], parts[2]);
        return mixed.transpose(1, 2).reshape(n, outputs, -1);                       // [n, outputs, d]
    }

    // All of them need no view, whose gradient would be a copy.
    private static Tensor First(Tensor x, long count, int dimension) => count == x.size(dimension) ? x : x.narrow(dimension, 0, count);
}
