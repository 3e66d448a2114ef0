using System.IO.Compression;
using System.Runtime.InteropServices;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Studies;

/// <summary>
/// The numbers of a run that the deciding statistics are computed from, as small files: curves of every epoch, matrices of every block, areas and
/// pieces of decision regions. A verdict can be recomputed from them without training (<c>eng/recompute</c>).
/// </summary>
/// <remarks>
/// Safetensors under gzip, numbers in double precision, about 40 kB a run of 41 snapshots; matrices as their upper triangles, row by row. Runs are
/// stored once a profile, whichever claims they serve, under condition, seed and the first digits of the recipe's hash, because claims may train a
/// condition by different recipes: <c>ViT-SGD seed 20 96d5baef.safetensors.gz</c>, and what only claims about regions have in
/// <c>ViT-SGD seed 20 96d5baef.regions.safetensors.gz</c>.
/// </remarks>
internal static class RunValues
{
    /// <summary>The name of the folder beside the claims' folders, of results and of baselines.</summary>
    public const string FolderName = "runs";

    /// <summary>The name of the file in a claim's folder of results that lists the files of its runs, a line each as <c>sha256sum</c> writes it.</summary>
    public const string ListFileName = "runs.txt";

    private const string Ending = ".safetensors.gz", RegionEnding = ".regions.safetensors.gz";

    /// <summary>Writes the files of one run, by its title in verdicts, that differ from what is there.</summary>
    /// <returns>A line for the list of each file of the run (<see cref="ListFileName"/>).</returns>
    /// <exception cref="IOException">A file cannot be written; an old one stays as it was.</exception>
    public static IReadOnlyList<string> Write(string folder, string title, RunRecord run)
    {
        string name = Path.Combine(folder, Name(title, run.RecipeHash));
        Write(name + Ending, Curves(run).Concat(Blocks("cka", run.Blocks)), run);
        if (run.Regions is not { } regions) return [Line(name + Ending)];
        Write(name + RegionEnding, Blocks("regions", run.RegionBlocks).Concat(Areas(regions)), run);
        return [Line(name + Ending), Line(name + RegionEnding)];
    }

    /// <summary>Returns the name of a file of a verdict's runs that another run has replaced or removed since; null where there is none.</summary>
    public static string? Replaced(Verdict verdict, string results) => Listed(verdict, results)?.FirstOrDefault(
        line => Path.Combine(results, FolderName, NameIn(line)) is var file && (!File.Exists(file) || Line(file) != line)) is { } line ? NameIn(line) : null;

    /// <summary>Copies the files of a verdict's runs from the results of a profile into its baselines.</summary>
    /// <returns>The titles of the runs whose files in the baselines had other content.</returns>
    /// <exception cref="IOException">A file cannot be copied.</exception>
    public static IReadOnlyList<string> Copy(Verdict verdict, string results, string to)
    {
        List<string> replaced = [];
        foreach ((string title, string source) in Files(verdict, results))
        {
            string target = Path.Combine(to, FolderName, Path.GetFileName(source));
            byte[] content = File.ReadAllBytes(source);
            if (File.Exists(target))
            {
                if (File.ReadAllBytes(target).AsSpan().SequenceEqual(content)) continue;
                if (!replaced.Contains(title)) replaced.Add(title);
            }
            AtomicFile.Write(target, content);
        }
        return replaced;
    }

    // The listed files, or all existing ones if there is no list: earlier versions wrote none.
    private static IEnumerable<(string Title, string File)> Files(Verdict verdict, string results)
    {
        var listed = Listed(verdict, results)?.Select(NameIn).ToHashSet();
        return
            from run in verdict.RecipeHashes
            from ending in (string[])[Ending, RegionEnding]
            let file = Path.Combine(results, FolderName, Name(run.Key, run.Value) + ending)
            where File.Exists(file) && listed?.Contains(Path.GetFileName(file)) != false
            select (run.Key, file);
    }

    private static string[]? Listed(Verdict verdict, string results) =>
        Path.Combine(results, verdict.Claim, ListFileName) is var list && File.Exists(list) ? File.ReadAllLines(list) : null;

    private static string Line(string file) => $"{FileDigest.Of(File.ReadAllBytes(file)).Sha256}  {Path.GetFileName(file)}";

    private static string NameIn(string line) => line[(line.IndexOf(' ', StringComparison.Ordinal) + 2)..];

    private static string Name(string title, string recipeHash) => $"{title} {recipeHash[..8]}";

    private static void Write(string file, IEnumerable<TensorData> tensors, RunRecord run)
    {
        using MemoryStream plain = new();
        List<TensorData> ordered = SafetensorsHeaderWriter.Order(tensors, tensor => tensor.Label);
        SafetensorsHeaderWriter.Write(plain, ordered.Select(tensor => tensor.Label), new Dictionary<string, string>
        {
            ["recipe"] = run.RecipeHash,
            ["trainImages"] = run.TrainFingerprint,
            ["testImages"] = run.TestFingerprint,
            ["classes"] = (run.Curves?.Classes ?? 0).ToString(CultureInfo.InvariantCulture),
            ["wrongImages"] = (run.Curves?.WrongImages ?? 0).ToString(CultureInfo.InvariantCulture),
        });
        foreach (TensorData tensor in ordered) plain.Write(tensor.Bytes.Span);
        byte[] bytes = plain.ToArray();
        if (IsSame(file, bytes)) return;
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(bytes);
        AtomicFile.Write(file, packed.ToArray());
    }

    // Compressing takes longer than all else of a claim whose runs are stored.
    private static bool IsSame(string file, byte[] bytes)
    {
        if (!File.Exists(file)) return false;
        try
        {
            using GZipStream gzip = new(File.OpenRead(file), CompressionMode.Decompress);
            using MemoryStream there = new();
            gzip.CopyTo(there);
            return there.ToArray().AsSpan().SequenceEqual(bytes);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static IEnumerable<TensorData> Curves(RunRecord run)
    {
        yield return Numbers("snapshots/epoch", run.Metrics.Select(m => (double)m.Epoch));
        yield return Numbers("snapshots/train", run.Metrics.Select(m => m.TrainAccuracy));
        yield return Numbers("snapshots/test", run.Metrics.Select(m => m.TestAccuracy));
        if (run.Curves is not { } curves) yield break;
        yield return Numbers("curves/given", curves.Given);
        yield return Numbers("curves/right", curves.Right);
        yield return Numbers("curves/wrongGiven", curves.WrongGiven);
        yield return Numbers("curves/wrongTrue", curves.WrongTrue);
    }

    private static IEnumerable<TensorData> Blocks(string measure, IReadOnlyList<EpochSimilarity> blocks) => blocks.Count == 0 ? [] :
    [
        Numbers($"{measure}/epochs", blocks[0].Epochs.Select(epoch => (double)epoch)),
        // Numbered, because names of taps need not sort in the order of the network.
        .. blocks.Select((block, i) => Numbers($"{measure}/{i:00} {block.Tap}", block.UpperTriangle())),
    ];

    private static IEnumerable<TensorData> Areas(RunRegions regions)
    {
        if (regions.Pieces is { } pieces)
        {
            yield return Numbers("pieces/epochs", pieces.Epochs.Select(epoch => (double)epoch));
            yield return Numbers("pieces/wrong", pieces.Wrong);
            yield return Numbers("pieces/right", pieces.Right);
        }
        foreach ((string name, PlaneRegions? found) in new[] { ("wrong", regions.Mislabelled), ("right", regions.RightlyLabelled) })
        {
            if (found is not { } planes) continue;
            for (int tap = 0; tap < planes.Taps.Length; tap++)
            {
                yield return Numbers($"areas/{name}/{tap:00}/given", Area(planes, tap, plane => plane[0].GivenLabel));
                yield return Numbers($"areas/{name}/{tap:00}/true", Area(planes, tap, plane => plane[0].TrueLabel));
            }
        }
    }

    // The share of points of a label, mean over planes, at every snapshot.
    private static IEnumerable<double> Area(PlaneRegions planes, int tap, Func<ImmutableArray<CornerImage>, int> label) =>
        planes.Taps[tap].Maps.Select(map => planes.Planes.Select((plane, p) => (double)map.Plane(p).Count((byte)label(plane)) / map.Plane(p).Length).Average());

    private static TensorData Numbers(string name, IEnumerable<double> numbers)
    {
        double[] values = [.. numbers];
        return new(name, ElementType.F64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }
}
