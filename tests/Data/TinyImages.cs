using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

/// <summary>Image sets small enough to write down: 1 x 1 x 1 pixels, whose value is the position.</summary>
internal static class TinyImages
{
    internal static ImageSet Of(params int[] labels) => OfClasses(labels.Max() + 1, labels);

    internal static ImageSet OfClasses(int classes, params int[] labels) => new(
        [.. Enumerable.Range(0, labels.Length).Select(i => (byte)i)],
        1,
        1,
        1,
        Names(classes),
        [.. labels]);

    /// <summary>As many images as asked for, whose classes take turns.</summary>
    internal static ImageSet Balanced(int count, int classes) =>
        OfClasses(classes, [.. Enumerable.Range(0, count).Select(i => i % classes)]);

    internal static ImmutableArray<string> Names(int classes) => [.. Enumerable.Range(0, classes).Select(c => $"class {c}")];
}
