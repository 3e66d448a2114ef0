using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Models;

/// <summary>
/// ResNet-18 with pre-activation blocks (He et al. 2016, "Identity mappings", figure 4e) and the stem for CIFAR images: one 3x3
/// convolution, no pooling. Width k gives 1, 2, 4 and 8 times k channels (Nakkiran et al. 2020 vary k; k = 64 is the usual size).
/// Taps: stem, block1 to block8, output.
/// </summary>
internal sealed class ResNet18 : Network
{
    // Channels-last below 8 channels corrupts memory: there the gradient of a 1 x 1 convolution of stride 2 writes beyond its end, in oneDNN 2.6 and
    // still in libtorch 2.10 (tests/benchmarks/LayoutBenchmark.cs).
    private const int VectorWidth = 8;

    private readonly MixedConv2d stem;
    private readonly ModuleList<PreActivationBlock> blocks;
    private readonly BatchNorm2d norm;
    private readonly Linear head;
    private readonly bool channelsLast;

    /// <param name="width">k, the channels of the first stage.</param>
    /// <param name="classes">The number of logits.</param>
    public ResNet18(int width, int classes) : base(nameof(ResNet18))
    {
        channelsLast = width % VectorWidth == 0;
        stem = new MixedConv2d(Channels, width, 3);
        blocks = nn.ModuleList(
            new PreActivationBlock(1 * width, 1 * width, stride: 1), new PreActivationBlock(1 * width, 1 * width, stride: 1),
            new PreActivationBlock(1 * width, 2 * width, stride: 2), new PreActivationBlock(2 * width, 2 * width, stride: 1),
            new PreActivationBlock(2 * width, 4 * width, stride: 2), new PreActivationBlock(4 * width, 4 * width, stride: 1),
            new PreActivationBlock(4 * width, 8 * width, stride: 2), new PreActivationBlock(8 * width, 8 * width, stride: 1));
        norm = nn.BatchNorm2d(8 * width);
        head = nn.Linear(8 * width, classes);
        Taps = ["stem", .. Enumerable.Range(1, blocks.Count).Select(i => $"block{i}"), "output"];
        RegisterComponents();
    }

    public override IReadOnlyList<string> Taps { get; }

    public override Tensor Run(Tensor images, TapObserver? observe = null)
    {
        CheckShape(images, size: null);
        Tensor x = stem.call(channelsLast ? ChannelsLast(images) : images); // [n, k, h, w]
        observe?.Invoke(Taps[0], x);
        for (int i = 0; i < blocks.Count; i++)
        {
            x = blocks[i].call(x);                          // [n, k..8k, h..h/8, w..w/8]
            observe?.Invoke(Taps[i + 1], x);
        }
        x = relu(norm.call(x)).mean([2, 3]);                // [n, 8k]
        Tensor logits = head.call(x.to(head.weight.dtype)); // [n, classes]
        observe?.Invoke(Taps[^1], logits);
        return logits;
    }

    // Convolutions run faster on pixels whose channels lie side by side; every later operation keeps that layout. TorchSharp has
    // no memory-format argument: a copy of the permuted view, permuted back, is the same thing.
    private static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}

/// <summary>Normalize, activate, convolve, twice, beside a shortcut that branches off after the first activation.</summary>
internal sealed class PreActivationBlock : nn.Module<Tensor, Tensor>
{
    private readonly BatchNorm2d norm1;
    private readonly MixedConv2d conv1;
    private readonly BatchNorm2d norm2;
    private readonly MixedConv2d conv2;
    private readonly MixedConv2d? shortcut;

    public PreActivationBlock(int from, int to, int stride) : base(nameof(PreActivationBlock))
    {
        norm1 = nn.BatchNorm2d(from);
        conv1 = new MixedConv2d(from, to, 3, stride);
        norm2 = nn.BatchNorm2d(to);
        conv2 = new MixedConv2d(to, to, 3);
        if (stride != 1 || from != to) shortcut = new MixedConv2d(from, to, 1, stride);
        RegisterComponents();
    }

    // Normalization takes activations of any type, and computes its statistics in float32.
    public override Tensor forward(Tensor input)            // [n, from, h, w]
    {
        Tensor active = relu(norm1.call(input));
        Tensor x = relu(norm2.call(conv1.call(active)));
        return conv2.call(x) + (shortcut?.call(active) ?? input); // [n, to, h/stride, w/stride]
    }
}
