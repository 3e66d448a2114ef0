using RepDynamics.Numerics;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class AugmentationTests : ScopedTests
{
    private const int Channels = 2, Height = 5, Width = 6;
    private const int Shifts = 2 * Augmentation.Padding + 1;

    [Test]
    public void Every_image_is_shifted_and_perhaps_mirrored_with_zeros_from_beyond_its_border()
    {
        const int count = 1000;
        // No two pixels are equal and none is zero, so that only one shift can explain what is seen (but for pictures shifted so far
        // that hardly a pixel is left, where a mirrored one may look the same).
        float[] picture = [.. Enumerable.Range(1, Channels * Height * Width).Select(v => (float)v)];
        Tensor images = tensor([.. Enumerable.Repeat(picture, count).SelectMany(p => p)], [count, Channels, Height, Width]);

        float[] augmented = CropAndFlip(images, seed: 1).data<float>().ToArray();

        int[] shifts = [.. Enumerable.Range(-Augmentation.Padding, Shifts)];
        ILookup<string, (int Down, int Right, bool Mirrored)> possible = (from down in shifts from right in shifts from mirror in new[] { false, true } select (Down: down, Right: right, Mirrored: mirror))
            .ToLookup(change => Text(Shifted(picture, change.Down, change.Right, change.Mirrored)));
        HashSet<(int, int, bool)> seen = [];
        int mirrored = 0;
        foreach (float[] found in augmented.Chunk(picture.Length))
        {
            Assert.That(possible.Contains(Text(found)), "not a shifted or mirrored picture");
            (int, int, bool Mirrored)[] explanations = [.. possible[Text(found)]];
            seen.UnionWith(explanations);
            if (explanations is [{ Mirrored: true }]) mirrored++;
        }
        Assert.That(seen, Has.Count.EqualTo(Shifts * Shifts * 2), "some shift never occurs");
        Assert.That(mirrored, Is.InRange(count / 2 - 4 * Math.Sqrt(count) / 2, count / 2 + 4 * Math.Sqrt(count) / 2));
    }

    [Test]
    public void The_same_stream_gives_the_same_images_and_another_others()
    {
        Tensor images = arange(4 * 3 * 8 * 8).to(ScalarType.Float32).view(4, 3, 8, 8);

        float[] before = images.data<float>().ToArray(), one = Run(1), again = Run(1), other = Run(2);
        Assert.That(again, Is.EqualTo(one));
        Assert.That(other, Is.Not.EqualTo(one));
        Assert.That(images.data<float>().ToArray(), Is.EqualTo(before), "the images themselves stay as they are");

        float[] Run(long seed) => CropAndFlip(images, seed).data<float>().ToArray();
    }

    private static Tensor CropAndFlip(Tensor images, long seed) =>
        Augmentation.CropAndFlip(images, Augmentation.Draw((int)images.size(0), new SeededRandom(seed, "augmentation"), CPU));

    private static float[] Shifted(float[] picture, int down, int right, bool mirror) =>
    [
        .. picture.Select((_, at) =>
        {
            (int c, int y, int x) = (at / (Height * Width), at / Width % Height, at % Width);
            int fromY = y - down, fromX = (mirror ? Width - 1 - x : x) - right;
            return fromY is >= 0 and < Height && fromX is >= 0 and < Width ? picture[(c * Height + fromY) * Width + fromX] : 0;
        }),
    ];

    private static string Text(float[] pixels) => string.Join(' ', pixels);
}
