using static TorchSharp.torch;

namespace RepDynamics.Probes;

// The optimal bias of a class without images is minus infinity. Fitting the others, and giving it that bias, is the limit.

/// <summary>The classes that training images have, renumbered without gaps.</summary>
/// <param name="count">C, all classes.</param>
/// <param name="labels">Those present, increasing.</param>
internal sealed class PresentClasses(int count, IReadOnlyList<long> labels)
{
    public int Count => count;

    public IReadOnlyList<long> Labels => labels;

    /// <exception cref="ArgumentException">The labels do not fit images or classes, or fewer than 2 classes are present.</exception>
    public static PresentClasses Of(Tensor labels, long images, int classes)
    {
        if (classes < 2) throw new ArgumentException($"{classes} classes: a probe needs at least 2.");
        if (labels.dim() != 1 || labels.size(0) != images || labels.dtype != ScalarType.Int64)
        {
            throw new ArgumentException(
                $"Labels [{string.Join(", ", labels.shape)}] of type {labels.dtype} for features of {images} images: expected Int64 [{images}], one an image.");
        }
        using Tensor onCpu = labels.cpu();
        long[] distinct = [.. onCpu.data<long>().ToArray().Distinct().Order()];
        if (distinct.FirstOrDefault(label => label < 0 || label >= classes, -1) is var wrong && (wrong >= 0 || distinct.Any(label => label < 0)))
            throw new ArgumentException($"Label {(distinct[0] < 0 ? distinct[0] : wrong)}: expected 0 .. {classes - 1}.");
        if (distinct.Length < 2)
            throw new ArgumentException($"The images have {distinct.Length} of {classes} classes: a probe needs images of at least 2.");
        return new(classes, distinct);
    }

    /// <summary>Labels as positions among the classes present, <c>[n]</c>.</summary>
    public int[] Renumbered(Tensor original)
    {
        int[] position = new int[count];
        for (int i = 0; i < labels.Count; i++) position[labels[i]] = i;
        using Tensor onCpu = original.cpu();
        return [.. onCpu.data<long>().ToArray().Select(label => position[label])];
    }

    /// <summary>The labels of positions, <c>[m]</c>.</summary>
    public Tensor Original(Tensor positions) =>
        labels.Count == count ? positions : tensor([.. labels], [labels.Count], device: positions.device).index_select(0, positions);

    /// <summary>Logits of the classes present as logits of all, <c>[m, C]</c>.</summary>
    public Tensor Spread(Tensor logits)
    {
        if (labels.Count == count) return logits;
        Tensor all = full([logits.size(0), count], double.NegativeInfinity, logits.dtype, logits.device);
        for (int i = 0; i < labels.Count; i++) all.select(1, labels[i]).copy_(logits.select(1, i));
        return all;
    }

    /// <summary>Whether two sets of images have the same classes.</summary>
    public bool SameAs(PresentClasses other) => other.Count == count && other.Labels.SequenceEqual(labels);
}
