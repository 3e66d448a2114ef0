using System.Collections.Immutable;
using RepDynamics.IO;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>
/// The layers of one network, made by any program, at several epochs: a folder with one <c>.npz</c> or <c>.safetensors</c> file per epoch,
/// each with one array per layer. Opening it reads and checks the headers; the elements are read when a layer is compared.
/// </summary>
/// <remarks>
/// The one whole number in a file's name is the epoch: <c>12.npz</c>, <c>epoch_012.safetensors</c>. Floating-point arrays <c>[n, ...]</c> are
/// features of n images, float16, bfloat16 (safetensors), float32 or float64, compared in single precision; all but the first dimension are
/// flattened. Integer arrays <c>[points]</c> are region maps.
/// </remarks>
public sealed class CheckpointFolder
{
    private CheckpointFolder(string path, ImmutableArray<CheckpointFile> files, ImmutableArray<CheckpointLayer> layers) =>
        (Path, Files, Layers) = (path, files, layers);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>One file per epoch, by epoch.</summary>
    public ImmutableArray<CheckpointFile> Files { get; }

    /// <summary>The epochs, <c>[E]</c>, at least 3, strictly increasing.</summary>
    public ImmutableArray<int> Epochs => [.. Files.Select(f => f.Epoch)];

    /// <summary>
    /// The layers, at least one. Those of npz files stand in the order of the first file, which is that in which they were given to
    /// <c>numpy.savez</c>; those of safetensors files, which are sorted when they are written, by name, numbers as numbers.
    /// </summary>
    public ImmutableArray<CheckpointLayer> Layers { get; }

    /// <summary>
    /// Where compressed arrays (<c>numpy.savez_compressed</c>) are unpacked, one layer at a time; by default the system's temporary folder.
    /// </summary>
    public string ScratchFolder { get; init; } = System.IO.Path.GetTempPath();

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder; files of other kinds are ignored.</param>
    /// <param name="regions">Whether every array is a region map: then integer arrays may have any shape, and features are an error.</param>
    /// <param name="scratchFolder">See <see cref="ScratchFolder"/>; null for the default.</param>
    /// <exception cref="CheckpointException">
    /// Names the file and the layer: too few files, names without an epoch, damaged files, layers that are missing at some epochs or differ in
    /// n or kind, unsupported arrays.
    /// </exception>
    public static CheckpointFolder Open(string folder, bool regions = false, string? scratchFolder = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder)) throw new CheckpointException($"There is no folder {folder}.", "Give the folder that holds one file an epoch.");
        ImmutableArray<CheckpointFile> files = [.. CheckpointNames.In(folder).Select(f => CheckpointFile.Open(f.Path, f.Epoch))];
        ImmutableArray<CheckpointLayer> layers = LayerCheck.Of(files, regions);
        return scratchFolder is null ? new(folder, files, layers) : new(folder, files, layers) { ScratchFolder = scratchFolder };
    }

    /// <summary>Compares one layer with itself at every two epochs: features by CKA, region maps by the share of equal labels.</summary>
    /// <param name="layer">One of <see cref="Layers"/>.</param>
    /// <param name="options">How CKA is estimated, and in how much memory; null for the defaults. Of region maps, all labels are read at once.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1; never called by two threads at once.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentException">There is no such layer, or an option is out of its range.</exception>
    /// <exception cref="CheckpointException">Names file and layer: an array is damaged or cannot be read.</exception>
    /// <exception cref="FeatureException">Names file and layer: CKA is not defined, since there are too few images, NaN, or constant features.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
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
                readers[e] = ArrayReader.Open(Files[e], Files[e].Arrays.First(a => a.Name == layer), ScratchFolder, cancellation));
            return asked.Kind == LayerKind.Features
                ? StreamedCka.Of(layer, Epochs, readers, options, progress, cancellation)
                : LabelSimilarity.Of(layer, Epochs, [.. readers.Select(Labels)], progress, cancellation);
        }
        finally
        {
            foreach (ArrayReader? reader in readers) reader?.Dispose();
        }

        int[] Labels(ArrayReader reader)
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
                throw new CheckpointException(
                    $"{Files[e].Name} cannot be read: {fault.Message}", "Check that you may read it, and that its disk is sound.", fault);
            }
        });
        return [.. hashes];
    }
}
