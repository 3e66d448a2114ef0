using System.Collections.Immutable;

namespace RepDynamics.Checkpoints;

/// <summary>A layer of which every file holds an array.</summary>
/// <param name="Name">The array's name.</param>
/// <param name="Kind">Features or region maps.</param>
/// <param name="Count">n: the number of images, or that of a region map's points; the same at every epoch.</param>
public sealed record CheckpointLayer(string Name, LayerKind Kind, int Count);

/// <summary>What the arrays of a layer hold, and so how its epochs are compared.</summary>
public enum LayerKind
{
    /// <summary>Floating-point features <c>[n, ...]</c> of n images: compared by CKA.</summary>
    Features,

    /// <summary>Integer labels of points, the same points at every epoch: compared by the share of equal labels.</summary>
    Regions,
}

/// <summary>Whether the files of several epochs hold the same layers, of the same images or points.</summary>
internal static class LayerCheck
{
    private const string SameLayers = "Save the same layers at every epoch, and nothing else.";

    /// <summary>The layers, in the order of the first file.</summary>
    /// <exception cref="CheckpointException">Names the file and the layer.</exception>
    public static ImmutableArray<CheckpointLayer> Of(ImmutableArray<CheckpointFile> files, bool regions)
    {
        CheckpointFile first = files[0];
        if (first.Arrays.IsEmpty) throw new CheckpointException($"{first.Name} holds no array.", "Save one array a layer.");
        CheckpointLayer[] layers = [.. first.Arrays.Select(array => LayerOf(first, array, regions))];
        foreach (CheckpointFile file in files.Skip(1))
        {
            var arrays = file.Arrays.ToDictionary(a => a.Name);
            foreach (CheckpointLayer layer in layers)
            {
                if (!arrays.Remove(layer.Name, out StoredArray? array))
                    throw new CheckpointException($"{file.Name}: layer {layer.Name}, which {first.Name} has, is missing.", SameLayers);
                Compare(first, layer, file, LayerOf(file, array, regions));
                StoredArray before = first.Arrays.First(a => a.Name == layer.Name);
                if (layer.Kind == LayerKind.Regions && !array.Shape.SequenceEqual(before.Shape))
                {
                    throw new CheckpointException(
                        $"{file.Name}, layer {layer.Name}: shape {array.ShapeText}, where {first.Name} has {before.ShapeText}.",
                        "Give the same points, in the same order, at every epoch.");
                }
            }
            if (file.Arrays.FirstOrDefault(a => arrays.ContainsKey(a.Name)) is { } extra)
                throw new CheckpointException($"{first.Name}: layer {extra.Name}, which {file.Name} has, is missing.", SameLayers);
        }
        return [.. layers];
    }

    private static void Compare(CheckpointFile first, CheckpointLayer layer, CheckpointFile file, CheckpointLayer other)
    {
        if (other.Kind != layer.Kind)
        {
            throw new CheckpointException(
                $"{file.Name}, layer {layer.Name}: {Words(other.Kind)}, where {first.Name} has {Words(layer.Kind)}.",
                "Save a layer with the same type at every epoch: features as floating-point numbers, region maps as integers.");
        }
        if (other.Count != layer.Count)
        {
            string what = layer.Kind == LayerKind.Features ? "images" : "points";
            throw new CheckpointException(
                $"{file.Name}, layer {layer.Name}: {other.Count} {what}, where {first.Name} has {layer.Count}.",
                $"Give the same {what}, in the same order, at every epoch.");
        }
    }

    private static CheckpointLayer LayerOf(CheckpointFile file, StoredArray array, bool regions)
    {
        string where = $"{file.Name}, layer {array.Name}";
        if (string.IsNullOrWhiteSpace(array.Name)) throw new CheckpointException($"{file.Name}: an array has no name.", "Name every layer.");
        if (array.Elements == 0) throw new CheckpointException($"{where}: shape {array.ShapeText} has no elements.", "Leave the layer out.");
        if (array.Shape.IsEmpty)
            throw new CheckpointException($"{where}: a single number, expected features [n, ...] or a region map [points].", "Save nothing but layers.");
        if (!array.Type.IsInteger()) return regions ? throw NoRegions(where, array) : Features(where, array);
        if (array.Shape.Length > 1 && !regions)
        {
            throw new CheckpointException(
                $"{where}: integers of shape {array.ShapeText} could be features or region maps.",
                "Save features as floating-point numbers; for region maps of that shape, give --regions (in code, regions: true).");
        }
        return array.Elements <= Array.MaxLength ? new(array.Name, LayerKind.Regions, (int)array.Elements) : throw new CheckpointException(
            $"{where}: {array.Elements} points, expected at most {Array.MaxLength}.", "Use fewer planes or points.");
    }

    private static CheckpointLayer Features(string where, StoredArray array)
    {
        long images = array.Shape[0], width = array.Elements / images;
        return images <= int.MaxValue && width <= Array.MaxLength / sizeof(double) ? new(array.Name, LayerKind.Features, (int)images)
            : throw new CheckpointException(
                $"{where}: shape {array.ShapeText}, expected at most {int.MaxValue} images and {Array.MaxLength / sizeof(double)} features of each.",
                "Pool the features, or leave the layer out.");
    }

    private static CheckpointException NoRegions(string where, StoredArray array) => new(
        $"{where}: {array.Type} of shape {array.ShapeText} is no region map, which --regions asks for.",
        "Save labels as integers, or leave --regions out (in code, regions: false).");

    private static string Words(LayerKind kind) => kind == LayerKind.Features ? "features" : "a region map";
}
