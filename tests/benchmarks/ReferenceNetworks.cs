using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Benchmarks;

/// <summary>The pre-activation ResNet-18 of width k in plain TorchSharp. Fields have the names of ours, so that weights can be exchanged.</summary>
internal sealed class ReferenceResNet18 : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d stem;
    private readonly Sequential blocks;
    private readonly BatchNorm2d norm;
    private readonly Linear head;

    public ReferenceResNet18(int k, int classes) : base(nameof(ReferenceResNet18))
    {
        stem = nn.Conv2d(3, k, 3, padding: 1, bias: false);
        blocks = nn.Sequential(
            new Block(k, k, 1), new Block(k, k, 1),
            new Block(k, 2 * k, 2), new Block(2 * k, 2 * k, 1),
            new Block(2 * k, 4 * k, 2), new Block(4 * k, 4 * k, 1),
            new Block(4 * k, 8 * k, 2), new Block(8 * k, 8 * k, 1));
        norm = nn.BatchNorm2d(8 * k);
        head = nn.Linear(8 * k, classes);
        RegisterComponents();
    }

    /// <summary>The layers whose outputs are compared: stem, eight blocks.</summary>
    public nn.Module<Tensor, Tensor>[] Taps => [stem, .. blocks.children().Cast<nn.Module<Tensor, Tensor>>()];

    public override Tensor forward(Tensor x) => head.call(relu(norm.call(blocks.call(stem.call(x)))).mean([2, 3]));

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm1;
        private readonly Conv2d conv1;
        private readonly BatchNorm2d norm2;
        private readonly Conv2d conv2;
        private readonly Conv2d? shortcut;

        public Block(int from, int to, int stride) : base(nameof(Block))
        {
            norm1 = nn.BatchNorm2d(from);
            conv1 = nn.Conv2d(from, to, 3, stride: stride, padding: 1, bias: false);
            norm2 = nn.BatchNorm2d(to);
            conv2 = nn.Conv2d(to, to, 3, padding: 1, bias: false);
            if (stride != 1 || from != to) shortcut = nn.Conv2d(from, to, 1, stride: stride, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            Tensor active = relu(norm1.call(x));
            return conv2.call(relu(norm2.call(conv1.call(active)))) + (shortcut is null ? x : shortcut.call(active));
        }
    }
}

/// <summary>The vision transformer of the profile <c>cpu</c> in plain TorchSharp: d = 64, 6 blocks, 2 heads, 16 patches of 4 x 4.</summary>
internal sealed class ReferenceVisionTransformer : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d embedding;
    private readonly Parameter class_token;
    private readonly Parameter positions;
    private readonly Sequential blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public ReferenceVisionTransformer(int classes, int d = 64, int depth = 6, int heads = 2, int hidden = 128, int patch = 4, int patches = 16)
        : base(nameof(ReferenceVisionTransformer))
    {
        embedding = nn.Conv2d(3, d, patch, stride: patch);
        class_token = nn.Parameter(zeros(1, 1, d));
        positions = nn.Parameter(zeros(1, 1 + patches, d));
        blocks = nn.Sequential([.. Enumerable.Range(0, depth).Select(_ => new Encoder(d, heads, hidden))]);
        norm = nn.LayerNorm(d);
        head = nn.Linear(d, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        Tensor x = embedding.call(images).flatten(2).transpose(1, 2);
        x = cat([class_token.expand(x.size(0), -1, -1), x], 1) + positions;
        return head.call(norm.call(blocks.call(x)).select(1, 0));
    }

    private sealed class Encoder : nn.Module<Tensor, Tensor>
    {
        private readonly int heads;
        private readonly LayerNorm norm1;
        private readonly Linear qkv;
        private readonly Linear projection;
        private readonly LayerNorm norm2;
        private readonly Linear expand;
        private readonly Linear contract;

        public Encoder(int d, int heads, int hidden) : base(nameof(Encoder))
        {
            this.heads = heads;
            norm1 = nn.LayerNorm(d);
            qkv = nn.Linear(d, 3 * d);
            projection = nn.Linear(d, d);
            norm2 = nn.LayerNorm(d);
            expand = nn.Linear(d, hidden);
            contract = nn.Linear(hidden, d);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = x + projection.call(Attention(qkv.call(norm1.call(x))));
            return x + contract.call(gelu(expand.call(norm2.call(x))));
        }

        private Tensor Attention(Tensor packed)
        {
            (long n, long tokens) = (packed.size(0), packed.size(1));
            Tensor[] parts = [.. packed.chunk(3, 2).Select(part => part.view(n, tokens, heads, -1).transpose(1, 2))];
            return scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).reshape(n, tokens, -1);
        }
    }
}
