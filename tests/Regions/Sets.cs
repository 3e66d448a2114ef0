using System.Collections.Immutable;
using RepDynamics.Data;
using RepDynamics.Tests.Data;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Regions;

/// <summary>Images and maps to draw planes and regions on.</summary>
internal static class Sets
{
    public static ImageSet Textures(int count, double noise = 0, long noiseSeed = 0) => LabelNoise.Apply(
        OrientedTextures.Generate(new OrientedTexturesOptions { Count = count, Size = 6, Classes = 4 }), noise, noiseSeed);

    public static DeviceImages OnDevice(ImageSet images)
    {
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(new TrainingData(images, images), CPU);
        test.Dispose();
        return train;
    }

    /// <summary>Images of 1 x 1 x 2 pixels: points of a plane that can be drawn on paper.</summary>
    public static ImageSet Points(ImmutableArray<int> trueLabels, ImmutableArray<int> given, params (byte X, byte Y)[] points) => new(
        [.. points.SelectMany(p => new[] { p.X, p.Y })], 1, 1, 2, TinyImages.Names(trueLabels.Max() + 2), trueLabels, given);

    public static ImageSet Points(params (byte X, byte Y)[] points)
    {
        ImmutableArray<int> labels = [.. points.Select(_ => 0)];
        return Points(labels, labels, points);
    }
}
