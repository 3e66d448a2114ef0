using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace RepDynamics.Checkpoints;

/// <summary>A layer of which every file holds an array.</summary>
/// <param name="Count">n: the number of images, or that of a region map's points; the same at every epoch.</param>
public sealed record CheckpointLayer(string Name, LayerKind Kind, int Count);

/// <summary>A layer that cannot be compared.</summary>
public sealed record SkippedLayer(string Layer, string Reason, string Remedy);

/// <summary>What the arrays of a layer hold, and so how its epochs are compared.</summary>
public enum LayerKind
{
    /// <summary>Floating-point features <c>[n, ...]</c> of n images: compared by CKA.</summary>
    Features,

    /// <summary>Integer labels of points, the same points at every epoch: compared by the share of equal labels.</summary>
    Regions,
}

/// <summary>Which layers the files of several epochs hold, in which order, and whether they are of the same images or points.</summary>
internal static partial class LayerCheck
{
    // Numbers of names are compared as numbers, up to so many digits.
    private const int LongestNumber = 32;

    /// <summary>The layers in their order, those that cannot be compared, and where the order is from.</summary>
    /// <exception cref="CheckpointException">There is no layer, none can be compared, or a pattern matches none.</exception>
    public static (ImmutableArray<CheckpointLayer> Layers, ImmutableArray<SkippedLayer> Skipped, string Order) Of(
        ImmutableArray<CheckpointFile> files, CheckpointOptions options)
    {
        if (files.FirstOrDefault(f => f.Arrays.IsEmpty) is { } empty) throw new CheckpointException($"{empty.Name} holds no array.", "Save one array a layer.");
        (IReadOnlyList<string> names, string order) = Chosen(files, options);
        Dictionary<string, StoredArray>[] arrays = [.. files.Select(f => f.Arrays.ToDictionary(a => a.Name))];
        List<CheckpointLayer> layers = [];
        List<SkippedLayer> skipped = [];
        foreach (string name in names)
        {
            try
            {
                layers.Add(LayerOf(name, files, arrays, options.Regions));
            }
            catch (CheckpointException e)
            {
                skipped.Add(new(name, e.Message, e.Remedy));
            }
        }
        return layers.Count > 0 ? ([.. layers], [.. skipped], order) : throw new CheckpointException(skipped[0].Reason, skipped[0].Remedy);
    }

    private static (IReadOnlyList<string> Names, string Order) Chosen(ImmutableArray<CheckpointFile> files, CheckpointOptions options)
    {
        // Layers that the first file lacks stand last.
        List<string> names = [.. files.SelectMany(f => f.Arrays).Select(a => a.Name).Distinct()], all = names;
        CheckpointFile first = files[0];
        // numpy.savez keeps the order that it is given. A sorted order, in which block10 comes before block2, is that of a program: of the keys of
        // JAX's dictionaries, or of safetensors, which sorts by type.
        bool stored = first.Arrays.Any(a => a.Entry is not null) && !Sorted(n => n) && !Sorted(n => Separators().Replace(n, "\0"));
        string order = stored ? $"as stored in {first.Name}" : "by name";
        if (!stored)
        {
            names =
            [
                .. names.OrderBy(name => Head().IsMatch(Dotted(name)) ? 1 : Stem().IsMatch(Dotted(name)) ? -1 : 0)
                    .ThenBy(name => Number().Replace(name, number => number.Value.TrimStart('0').PadLeft(LongestNumber, '0')), StringComparer.Ordinal)
                    .ThenBy(name => name, StringComparer.Ordinal),
            ];
        }
        List<string> every = names;
        if (!options.Layers.IsEmpty)
        {
            order = "as given";
            names = [.. options.Layers.SelectMany(pattern => all.Contains(pattern) ? [pattern]
                : Matching(pattern).Where(name => !options.Layers.Contains(name)).ToArray()).Distinct()];
        }
        var without = options.Without.SelectMany(Matching).ToHashSet();
        names.RemoveAll(without.Contains);
        return names.Count > 0 ? (names, order) : throw new CheckpointException("All layers are left out.", "Leave fewer out.");

        bool Sorted(Func<string, string> key)
        {
            string[] keys = [.. first.Arrays.Select(a => key(a.Name))];
            return keys.SequenceEqual(keys.Order(StringComparer.Ordinal));
        }

        string[] Matching(string pattern)
        {
            string[] matching = [.. every.Where(name => name == pattern || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))];
            return matching.Length > 0 ? matching : throw new CheckpointException(
                $"There is no layer '{pattern}'.", $"There are {string.Join(", ", all.Take(20))}{(all.Count > 20 ? ", ..." : "")}.");
        }
    }

    private static CheckpointLayer LayerOf(string name, ImmutableArray<CheckpointFile> files, Dictionary<string, StoredArray>[] arrays, bool regions)
    {
        int first = Array.FindIndex(arrays, a => a.ContainsKey(name)), missing = Array.FindIndex(arrays, a => !a.ContainsKey(name));
        if (missing >= 0)
        {
            throw new CheckpointException(
                $"{files[missing].Name}: layer {name}, which {files[first].Name} has, is missing.",
                "Save the layer at every epoch, or leave it (--without) or epochs (--epochs) out.");
        }
        CheckpointLayer layer = LayerOf(files[0], arrays[0][name], regions);
        for (int e = 1; e < files.Length; e++)
        {
            CheckpointLayer other = LayerOf(files[e], arrays[e][name], regions);
            string where = $"{files[e].Name}, layer {name}", what = layer.Kind == LayerKind.Features ? "images" : "points";
            string same = $"Give the same {what}, in the same order, at every epoch.";
            if (other.Kind != layer.Kind)
            {
                throw new CheckpointException(
                    $"{where}: {Words(other.Kind)}, where {files[0].Name} has {Words(layer.Kind)}.",
                    "Save a layer with the same type at every epoch: features as floating-point numbers, region maps as integers.");
            }
            if (other.Count != layer.Count) throw new CheckpointException($"{where}: {other.Count} {what}, where {files[0].Name} has {layer.Count}.", same);
            if (!arrays[e][name].Shape.SequenceEqual(arrays[0][name].Shape))
                throw new CheckpointException($"{where}: shape {arrays[e][name].ShapeText}, where {files[0].Name} has {arrays[0][name].ShapeText}.", "Save a layer with the same shape at every epoch.");
        }
        return layer;
    }

    private static CheckpointLayer LayerOf(CheckpointFile file, StoredArray array, bool regions)
    {
        if (array.Fault is { } fault) throw fault;
        string where = $"{file.Name}, layer {array.Name}";
        if (string.IsNullOrWhiteSpace(array.Name)) throw new CheckpointException($"{file.Name}: an array has no name.", "Name every layer.");
        if (array.Elements == 0) throw new CheckpointException($"{where}: shape {array.ShapeText} has no elements.", "Leave the layer out.");
        if (array.Shape.IsEmpty)
            throw new CheckpointException($"{where}: a single number, expected features [n, ...] or a region map [points].", "Save nothing but layers.");
        if (!array.Type.IsInteger())
        {
            if (regions)
            {
                throw new CheckpointException(
                    $"{where}: {array.Type} of shape {array.ShapeText} is no region map, which --regions asks for.",
                    "Save labels as integers, or leave --regions out (in code, Regions = false).");
            }
            long images = array.Shape[0], width = array.Elements / images;
            return images <= int.MaxValue && width <= Array.MaxLength / sizeof(double) ? new(array.Name, LayerKind.Features, (int)images)
                : throw new CheckpointException(
                    $"{where}: shape {array.ShapeText}, expected at most {int.MaxValue} images and {Array.MaxLength / sizeof(double)} features of each.",
                    "Pool the features, or leave the layer out.");
        }
        if (array.Shape.Length > 1 && !regions)
        {
            throw new CheckpointException(
                $"{where}: integers of shape {array.ShapeText} could be features or region maps.",
                "Save features as floating-point numbers; for region maps of that shape, give --regions (in code, Regions = true).");
        }
        return array.Elements <= Array.MaxLength ? new(array.Name, LayerKind.Regions, (int)array.Elements) : throw new CheckpointException(
            $"{where}: {array.Elements} points, expected at most {Array.MaxLength}.", "Use fewer planes or points.");
    }

    private static string Words(LayerKind kind) => kind == LayerKind.Features ? "features" : "a region map";

    // JAX writes the keys of nested dictionaries as ['head']['__call__'][0]: head.
    private static string Dotted(string name) => Call().Replace(Keys().Replace(name, ".$1").TrimStart('.'), "");

    [GeneratedRegex(@"\['?([^'\]]*)'?\]")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\.__call__(\.\d+)?$")]
    private static partial Regex Call();

    // Common names of layers next to the input and to the output, which their initials would put elsewhere.
    [GeneratedRegex(@"^(\w+\.)?(stem|patch_embed|wte|wpe)$")]
    private static partial Regex Stem();

    [GeneratedRegex(@"^((model|module|net|network)\.)?(lm_head|head|fc|classifier|logits|output)$")]
    private static partial Regex Head();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();
}
