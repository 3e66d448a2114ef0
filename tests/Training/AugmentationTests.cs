using RepDynamics.Numerics;
using RepDynamics.Training;
using TorchSharp;
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

        Dictionary<string, List<(int, int, bool)>> possible = Possible(picture);
        HashSet<(int, int, bool)> seen = [];
        int mirrored = 0;
        foreach (float[] found in augmented.Chunk(picture.Length))
        {
            Assert.That(possible, Does.ContainKey(Text(found)), "not a shifted or mirrored picture");
            List<(int, int, bool Mirrored)> explanations = possible[Text(found)];
            seen.UnionWith(explanations);
            if (explanations.Count == 1 && explanations[0].Mirrored) mirrored++;
        }
        Assert.That(seen, Has.Count.EqualTo(Shifts * Shifts * 2), "some shift never occurs");
        Assert.That(mirrored, Is.InRange(count / 2 - 4 * Math.Sqrt(count) / 2, count / 2 + 4 * Math.Sqrt(count) / 2));
    }

    [Test]
    public void The_same_stream_gives_the_same_images_and_another_others()
    {
        Tensor images = arange(4 * 3 * 8 * 8).to(ScalarType.Float32).view(4, 3, 8, 8);

        float[] one = Run(1), again = Run(1), other = Run(2);

        Assert.That(again, Is.EqualTo(one));
        Assert.That(other, Is.Not.EqualTo(one));

        float[] Run(long seed) => CropAndFlip(images, seed).data<float>().ToArray();
    }

    [Test]
    public void The_images_themselves_stay_as_they_are()
    {
        Tensor images = ones([2, 3, 4, 4]);

        Tensor augmented = CropAndFlip(images, seed: 1);

        Assert.That(images.data<float>().ToArray(), Has.All.EqualTo(1f));
        Assert.That(augmented.shape, Is.EqualTo(images.shape));
    }

    private static Tensor CropAndFlip(Tensor images, long seed) =>
        Augmentation.CropAndFlip(images, Augmentation.Draw((int)images.size(0), new SeededRandom(seed, "augmentation"), CPU));

    private static Dictionary<string, List<(int, int, bool)>> Possible(float[] picture)
    {
        Dictionary<string, List<(int, int, bool)>> possible = [];
        for (int down = -Augmentation.Padding; down <= Augmentation.Padding; down++)
        {
            for (int right = -Augmentation.Padding; right <= Augmentation.Padding; right++)
            {
                foreach (bool mirror in new[] { false, true })
                {
                    string text = Text(Shifted(picture, down, right, mirror));
                    if (!possible.TryGetValue(text, out List<(int, int, bool)>? all)) possible[text] = all = [];
                    all.Add((down, right, mirror));
                }
            }
        }
        return possible;
    }

    private static float[] Shifted(float[] picture, int down, int right, bool mirror)
    {
        float[] shifted = new float[picture.Length];
        for (int c = 0; c < Channels; c++)
        {
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    int fromY = y - down, fromX = (mirror ? Width - 1 - x : x) - right;
                    if (fromY is >= 0 and < Height && fromX is >= 0 and < Width)
                        shifted[(c * Height + y) * Width + x] = picture[(c * Height + fromY) * Width + fromX];
                }
            }
        }
        return shifted;
    }

    private static string Text(float[] pixels) => string.Join(' ', pixels);
}
