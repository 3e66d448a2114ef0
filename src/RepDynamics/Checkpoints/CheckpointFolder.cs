using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Regions;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>
/// The layers of one network, made by any program, at several epochs: a folder with one <c>.npz</c> or <c>.safetensors</c> file per epoch,
/// each with one array per layer. Opening it reads and checks the headers; the elements are read when a layer is compared.
/// </summary>
/// <remarks>
/// Floating-point arrays <c>[n, ...]</c> are features of n images, float16, bfloat16 (safetensors), float32 or float64; all but the first
/// dimension are flattened. Integer arrays <c>[points]</c> are region maps. For the names of files and the order of layers, see
/// docs/own-network.md.
/// </remarks>
public sealed class CheckpointFolder
{
    private readonly string scratchFolder;

    private CheckpointFolder(string path, ImmutableArray<CheckpointFile> files, CheckpointOptions options)
    {
        (Path, Files, scratchFolder) = (path, files, options.ScratchFolder);
        (Layers, Skipped, Order) = LayerCheck.Of(files, options);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    internal ImmutableArray<CheckpointFile> Files { get; }

    /// <summary>The epochs, <c>[E]</c>, at least 2, strictly increasing.</summary>
    public ImmutableArray<int> Epochs => [.. Files.Select(f => f.Epoch)];

    /// <summary>The layers that can be compared, at least one, from the input to the output.</summary>
    public ImmutableArray<CheckpointLayer> Layers { get; }

    /// <summary>The layers that cannot be compared.</summary>
    public ImmutableArray<SkippedLayer> Skipped { get; }

    /// <summary>Where the order of <see cref="Layers"/> is from: <c>as given</c>, <c>as stored in 0.npz</c> or <c>by name</c>.</summary>
    public string Order { get; }

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder; files of other kinds are ignored.</param>
    /// <param name="options">Which layers and epochs; null for all.</param>
    /// <exception cref="CheckpointException">Names the file: too few files, names without an epoch, damaged files, no layer that can be compared.</exception>
    public static CheckpointFolder Open(string folder, CheckpointOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new();
        if (!Directory.Exists(folder)) throw new CheckpointException($"There is no folder {folder}.", "Give the folder that holds one file an epoch.");
        return new(folder, [.. CheckpointNames.In(folder, options.Epochs).Select(f => CheckpointFile.Open(f.Path, f.Epoch))], options);
    }

    /// <summary>Compares one layer with itself at every two epochs: features by CKA, region maps by the share of equal labels.</summary>
    /// <param name="layer">One of <see cref="Layers"/>.</param>
    /// <param name="options">How CKA is estimated, and in how much memory; null for the defaults. Of region maps, all labels are read at once.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1; never called by two threads at once.</param>
    /// <exception cref="ArgumentException">There is no such layer, or an option is out of its range.</exception>
    /// <exception cref="CheckpointException">Names file and layer: an array is damaged or cannot be read.</exception>
    /// <exception cref="FeatureException">Names file and layer: CKA is not defined, since there are too few images, NaN, or constant features.</exception>
    public EpochSimilarity Similarity(
        string layer, StreamedCkaOptions? options = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        CheckpointLayer asked = Layers.FirstOrDefault(l => l.Name == layer)
            ?? throw new ArgumentException($"There is no layer {layer}; there are {string.Join(", ", Layers.Select(l => l.Name))}.", nameof(layer));
        options ??= new();
        var readers = new ArrayReader[Files.Length];
        try
        {
            ThreadedLoop.For(readers.Length, options.Threads, e =>
                readers[e] = ArrayReader.Open(Files[e], Files[e].Arrays.First(a => a.Name == layer), scratchFolder, cancellation));
            if (asked.Kind == LayerKind.Features) return StreamedCka.Of(layer, Epochs, readers, options, progress, cancellation);
            long[][] labels = [.. readers.Select(Labels)];
            return RegionSimilarity.Of<long>(layer, Epochs, i => labels[i], progress, cancellation);
        }
        finally
        {
            foreach (ArrayReader? reader in readers) reader?.Dispose();
        }

        long[] Labels(ArrayReader reader)
        {
            cancellation.ThrowIfCancellationRequested();
            return reader.ReadLabels();
        }
    }

    /// <summary>The SHA-256 of every file, in the order of <see cref="Files"/>: 64 lower-case hexadecimal digits each. Reads all of them.</summary>
    /// <exception cref="CheckpointException">A file cannot be read.</exception>
    public ImmutableArray<string> Hashes(CancellationToken cancellation = default)
    {
        string[] hashes = new string[Files.Length];
        ThreadedLoop.For(hashes.Length, Environment.ProcessorCount, e =>
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                hashes[e] = FileDigest.OfPrefix(Files[e].Path, long.MaxValue).Sha256;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw CheckpointException.Unreadable(Files[e].Name, fault);
            }
        });
        return [.. hashes];
    }
}

/// <summary>Which layers and epochs of a folder are compared.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Whether every array is a region map: then integer arrays may have any shape, and features cannot be compared.</summary>
    public bool Regions { get; init; }

    /// <summary>
    /// Names of layers, from the input to the output, in which * stands for any text and ? for one character; empty for all layers. A layer
    /// that one gives in full has its place there, and not where an earlier pattern would put it.
    /// </summary>
    public ImmutableArray<string> Layers { get; init; } = [];

    /// <summary>Names and patterns of layers to leave out.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary>Ranges of epochs, both ends included; empty for all.</summary>
    public ImmutableArray<(int First, int Last)> Epochs { get; init; } = [];

    /// <summary>Where compressed arrays (<c>numpy.savez_compressed</c>) are unpacked, one layer at a time; by default the system's temporary folder.</summary>
    public string ScratchFolder { get; init; } = Path.GetTempPath();
}
