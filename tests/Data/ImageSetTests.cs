using System.Security.Cryptography;
using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

public class ImageSetTests
{
    private static readonly ImmutableArray<byte> TwelveBytes = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];
    private static readonly ImmutableArray<string> TwoNames = ["left", "right"];

    [Test]
    public void Keeps_images_and_labels()
    {
        var set = new ImageSet(TwelveBytes, 3, 2, 1, TwoNames, [0, 1], [0, 0]);
        Assert.Multiple(() =>
        {
            Assert.That((set.Count, set.Channels, set.Height, set.Width, set.Classes), Is.EqualTo((2, 3, 2, 1, 2)));
            Assert.That(set.Image(1).ToArray(), Is.EqualTo(new byte[] { 6, 7, 8, 9, 10, 11 }));
            Assert.That(set.TrueLabels, Is.EqualTo(new[] { 0, 1 }));
            Assert.That(set.GivenLabels, Is.EqualTo(new[] { 0, 0 }));
            Assert.That(set.Mislabelled, Is.EqualTo(new[] { false, true }));
        });
    }

    [Test]
    public void Given_labels_are_the_true_ones_by_default()
    {
        ImageSet set = TinyImages.Of(0, 1, 1);
        Assert.That(set.GivenLabels, Is.EqualTo(set.TrueLabels));
        Assert.That(set.Mislabelled, Has.None.True);
    }

    [Test]
    public void The_fingerprint_is_the_hash_of_the_documented_bytes()
    {
        var set = new ImageSet([7, 200], 1, 1, 1, TwoNames, [0, 1], [1, 1]);
        byte[] hashed =
        [
            .. "RepDynamics images 1: 2 1 1 1 2\n"u8, 7, 200,
            0, 0, 0, 0, 1, 0, 0, 0,
            1, 0, 0, 0, 1, 0, 0, 0,
        ];
        Assert.That(set.Fingerprint, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(hashed))));
    }

    [Test]
    public void The_fingerprint_depends_on_shape_pixels_and_labels_but_not_class_names()
    {
        ImageSet[] sets =
        [
            new(TwelveBytes, 3, 2, 1, TwoNames, [0, 1]),
            new(TwelveBytes, 3, 1, 2, TwoNames, [0, 1]),
            new(TwelveBytes.SetItem(5, 99), 3, 2, 1, TwoNames, [0, 1]),
            new(TwelveBytes, 3, 2, 1, TwoNames, [1, 1]),
            new(TwelveBytes, 3, 2, 1, TwoNames, [0, 1], [1, 1]),
            new(TwelveBytes, 3, 2, 1, ["left", "right", "neither"], [0, 1]),
        ];
        Assert.That(sets.Select(s => s.Fingerprint), Is.Unique);
        Assert.That(new ImageSet(TwelveBytes, 3, 2, 1, ["a", "b"], [0, 1]).Fingerprint, Is.EqualTo(sets[0].Fingerprint));
    }

    [Test]
    public void Other_given_labels_leave_the_rest_alone()
    {
        ImageSet set = TinyImages.Of(0, 1, 2);
        ImageSet noisy = set.WithGivenLabels([0, 2, 2]);
        Assert.That(noisy.TrueLabels, Is.EqualTo(set.TrueLabels));
        Assert.That(noisy.Mislabelled, Is.EqualTo(new[] { false, true, false }));
        Assert.That(set.Mislabelled, Has.None.True);
    }

    [Test]
    public void Faults_are_named()
    {
        Assert.Multiple(() =>
        {
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 2, TwoNames, [0, 1]), "24 pixel bytes", "found 12");
            Refuses(() => new ImageSet(default, 3, 2, 1, TwoNames, [0, 1]), "12 pixel bytes", "found 0");
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 1, TwoNames, [0, 2]), "Image 1", "0 .. 1", "found 2");
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 1, TwoNames, [0, 1], [-1, 1]), "Image 0", "found -1");
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 1, TwoNames, [0, 1], [1]), "2 given labels", "found 1");
            Refuses(() => new ImageSet([], 3, 2, 1, TwoNames, []), "at least one image");
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 1, ["only"], [0, 0]), "at least 2 class names");
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 1, ["same", "same"], [0, 1]), "must differ");
            Refuses(() => new ImageSet(TwelveBytes, 3, 2, 1, ["left", " "], [0, 1]), "must not be blank");
            Refuses(() => new ImageSet(TwelveBytes, 0, 2, 1, TwoNames, [0, 1]), "channels");
            Refuses(() => TinyImages.Of(0, 1).Image(-1).ToArray(), "0 .. 1");
        });
    }

    private static void Refuses(Func<object> make, params string[] words)
    {
        string message = Assert.Catch<ArgumentException>(() => _ = make())!.Message;
        foreach (string word in words)
            Assert.That(message, Does.Contain(word));
    }
}
