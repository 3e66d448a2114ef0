using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Models;

/// <summary>
/// Vision transformer (Dosovitskiy et al. 2021): patches, a class token, learned positions, pre-norm encoder blocks, a linear head
/// on the class token. Taps: embedding, block1 to block<i>depth</i>, output.
/// </summary>
public sealed class VisionTransformer : Network
{
    private readonly int patch;
    private readonly Linear embedding;
    private readonly Parameter class_token;
    private readonly Parameter positions;
    private readonly ModuleList<EncoderBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <param name="imageSize">Height and width of an image, a multiple of <paramref name="patch"/>.</param>
    /// <param name="patch">Height and width of a patch.</param>
    /// <param name="dimension">d, the size of a token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="depth">The number of encoder blocks.</param>
    /// <param name="heads">The number of attention heads.</param>
    /// <param name="mlpRatio">The hidden size of a block's MLP, as a multiple of d.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="channels">The channels of an image.</param>
    public VisionTransformer(int imageSize, int patch, int dimension, int depth, int heads, int mlpRatio, int classes, int channels = 3)
        : base(nameof(VisionTransformer))
    {
        if (imageSize % patch != 0) throw new ArgumentException($"Images of {imageSize} pixels do not divide into patches of {patch}.", nameof(patch));
        if (dimension % heads != 0) throw new ArgumentException($"{dimension} dimensions do not divide among {heads} heads.", nameof(heads));
        int side = imageSize / patch;
        this.patch = patch;
        embedding = nn.Linear(channels * patch * patch, dimension);
        class_token = nn.Parameter(zeros([1, 1, dimension]).DetachFromDisposeScope());
        positions = nn.Parameter(zeros([1, 1 + side * side, dimension]).DetachFromDisposeScope());
        blocks = nn.ModuleList([.. Enumerable.Range(0, depth).Select(_ => new EncoderBlock(dimension, heads, mlpRatio * dimension))]);
        norm = nn.LayerNorm(dimension);
        head = nn.Linear(dimension, classes);
        Taps = ["embedding", .. Enumerable.Range(1, depth).Select(i => $"block{i}"), "output"];
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps { get; }

    /// <inheritdoc/>
    public override Tensor Run(Tensor images, TapObserver? observe = null)
    {
        Tensor x = embedding.call(Patches(images));                                 // [n, patches, d]
        x = cat([class_token.expand(x.size(0), -1, -1), x], 1) + positions;         // [n, tokens, d]
        observe?.Invoke(Taps[0], x);
        for (int i = 0; i < blocks.Count; i++)
        {
            x = blocks[i].call(x);                                                  // [n, tokens, d]
            observe?.Invoke(Taps[i + 1], x);
        }
        Tensor logits = head.call(norm.call(x.select(1, 0)));                       // [n, classes]
        observe?.Invoke(Taps[^1], logits);
        return logits;
    }

    // [n, c, h, w] -> [n, patches, c x patch x patch]: the input of the convolution with stride = patch, as one matrix.
    private Tensor Patches(Tensor images)
    {
        long n = images.size(0), channels = images.size(1), side = images.size(2) / patch;
        return images.view(n, channels, side, patch, side, patch).permute(0, 2, 4, 1, 3, 5).reshape(n, side * side, channels * patch * patch);
    }
}

/// <summary>x + attention(norm(x)), then x + MLP(norm(x)).</summary>
internal sealed class EncoderBlock : nn.Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly LayerNorm norm1;
    private readonly Linear qkv;
    private readonly Linear projection;
    private readonly LayerNorm norm2;
    private readonly Linear expand;
    private readonly Linear contract;

    public EncoderBlock(int dimension, int heads, int hidden) : base(nameof(EncoderBlock))
    {
        this.heads = heads;
        norm1 = nn.LayerNorm(dimension);
        qkv = nn.Linear(dimension, 3 * dimension);
        projection = nn.Linear(dimension, dimension);
        norm2 = nn.LayerNorm(dimension);
        expand = nn.Linear(dimension, hidden);
        contract = nn.Linear(hidden, dimension);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)                                    // [n, tokens, d]
    {
        Tensor x = input + projection.call(Attention(qkv.call(norm1.call(input))));
        return x + contract.call(gelu(expand.call(norm2.call(x))));
    }

    // Each head reads and writes its own columns, as views: on a CPU the copies that gather all heads into one product cost more
    // than the products.
    private Tensor Attention(Tensor packed)                                         // [n, tokens, 3d]
    {
        Tensor[] parts = packed.chunk(3 * heads, 2);                                // queries, keys, values of each head
        double scale = 1 / Math.Sqrt(parts[0].size(2));
        var mixed = new Tensor[heads];
        for (int h = 0; h < heads; h++)
        {
            (Tensor query, Tensor key, Tensor value) = (parts[h], parts[heads + h], parts[2 * heads + h]);
            Tensor weights = (query.bmm(key.transpose(1, 2)) * scale).softmax(-1);  // [n, tokens, tokens]
            mixed[h] = weights.bmm(value);                                          // [n, tokens, d/heads]
        }
        return cat(mixed, 2);                                                       // [n, tokens, d]
    }
}
