using static TorchSharp.torch;

namespace RepDynamics.Models;

/// <summary>Receives the output of one named layer while a network runs.</summary>
/// <param name="tap">The layer's name, one of <see cref="Network.Taps"/>.</param>
/// <param name="output">Its output, <c>[n, ...]</c>. It lives as long as the scope of the call: keep what is computed from it.</param>
public delegate void TapObserver(string tap, Tensor output);

/// <summary>
/// An image classifier that lets its layers be observed. A network of your own derives from this class, names its taps and
/// reports each of them in <see cref="Run"/>; nothing else in RepDynamics needs to know it.
/// </summary>
/// <param name="name">The network's name, as in recipes and figures.</param>
public abstract class Network(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The observed layers, in the order they run; the last is the logits.</summary>
    public abstract IReadOnlyList<string> Taps { get; }

    /// <summary>
    /// Those of them whose output is <c>[n, tokens, d]</c> with a class token first that says something about the image; by default none.
    /// The class token can then be compared by itself.
    /// </summary>
    public virtual IReadOnlyCollection<string> TokenTaps => [];

    /// <summary>
    /// The type in which convolutions and matrix products are computed; float32 by default. Weights, their gradients, the statistics of
    /// normalization and the logits are float32 whatever it is. A training step sets it by its recipe's <see cref="Training.Precision"/>;
    /// whoever looks at a network sees it in float32.
    /// </summary>
    public ScalarType ComputeType { get; set; } = ScalarType.Float32;

    /// <summary>Whether the network computes in its <see cref="ComputeType"/>; by default not: one of your own may leave it out.</summary>
    public virtual bool SupportsReducedPrecision => false;

    /// <summary>Computes the logits, reporting every tap on the way.</summary>
    /// <param name="images">Images, float32 <c>[n, channels, height, width]</c>, standardized.</param>
    /// <param name="observe">Called once for each tap, in order; null when nobody looks.</param>
    /// <returns>Logits, <c>[n, classes]</c>.</returns>
    public abstract Tensor Run(Tensor images, TapObserver? observe = null);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input) => Run(input);

    /// <summary>Refuses images that the network was not built for, before libtorch does in its own words.</summary>
    /// <param name="images">Expected <c>[n, channels, height, width]</c>.</param>
    /// <param name="channels">The channels the network was built for.</param>
    /// <param name="size">The height and width it was built for; null when any will do.</param>
    /// <exception cref="ArgumentException">Tells the shape expected and the shape found.</exception>
    protected void CheckShape(Tensor images, int channels, int? size)
    {
        ArgumentNullException.ThrowIfNull(images);
        long[] found = images.shape;
        if (found.Length == 4 && found[1] == channels && (size is null || (found[2] == size && found[3] == size))) return;
        string side = size is { } pixels ? $"{pixels}, {pixels}" : "height, width";
        throw new ArgumentException($"{GetName()} was built for images [n, {channels}, {side}]; found [{string.Join(", ", found)}].", nameof(images));
    }
}
