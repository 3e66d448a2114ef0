using System.IO.Compression;
using System.Security.Cryptography;
using RepDynamics.Checkpoints;
using RepDynamics.Similarity;
using RepDynamics.Tests.IO;
using RepDynamics.Tests.Runs;
using RepDynamics.Tests.Similarity;

namespace RepDynamics.Tests.Checkpoints;

public class CheckpointFolderTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void Layers_and_epochs_are_those_of_the_files()
    {
        NumpyFiles.Fill(folder, 10, 0, 2);
        File.WriteAllText(Path.Combine(folder.Path, "notes 7.txt"), "not an epoch");

        var opened = CheckpointFolder.Open(folder.Path);

        Assert.That(opened.Epochs, Is.EqualTo(new[] { 0, 2, 10 }));
        Assert.That(opened.Layers, Is.EqualTo(new CheckpointLayer[]
        {
            new("block1", LayerKind.Features, 8), new("block2", LayerKind.Features, 8), new("map", LayerKind.Regions, 50),
        }));
        Assert.That(opened.Hashes(), Is.EqualTo(opened.Files.Select(f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f.Path))))));
    }

    [TestCase(CkaEstimator.Biased, null)]
    [TestCase(CkaEstimator.Debiased, null)]
    [TestCase(CkaEstimator.Debiased, 4)]
    public void Features_are_compared_as_the_textbook_does(CkaEstimator estimator, int? batch)
    {
        NumpyFiles.Fill(folder, 0, 1, 5);

        EpochSimilarity similarity = CheckpointFolder.Open(folder.Path).Similarity("block2", new() { Estimator = estimator, Batch = batch });

        double[][,] x = [.. new[] { 0, 1, 5 }.Select(e => NumpyFiles.Drifting(e, 1))];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double expected = batch is null
                    ? estimator == CkaEstimator.Biased ? Textbook.Biased(x[i], x[j]) : Textbook.Debiased(x[i], x[j])
                    : Textbook.Minibatch([(Half(x[i], 0), Half(x[j], 0)), (Half(x[i], 1), Half(x[j], 1))]);
                Assert.That(similarity[i, j], Is.EqualTo(Math.Clamp(expected, -1, 1)).Within(1e-5));
            }
        }
        Assert.That((similarity.Tap, similarity.Epochs), Is.EqualTo(("block2", similarity.Epochs)));

        static double[,] Half(double[,] whole, int which)
        {
            double[,] half = new double[4, whole.GetLength(1)];
            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < half.GetLength(1); j++) half[i, j] = whole[4 * which + i, j];
            }
            return half;
        }
    }

    [Test]
    public void Both_formats_and_compression_give_the_same_bits()
    {
        using TemporaryFolder packed = new(), safetensors = new();
        NumpyFiles.Fill(folder, 0, 1, 5);
        foreach (int epoch in new[] { 0, 1, 5 })
        {
            double[,] x = NumpyFiles.Drifting(epoch);
            File.WriteAllBytes(Path.Combine(packed.Path, $"epoch_{epoch:000}.NPZ"), NumpyFiles.Npz(CompressionLevel.Optimal, ("block1", NumpyFiles.Features(x))));
            File.WriteAllBytes(
                Path.Combine(safetensors.Path, $"{epoch}.safetensors"), SafetensorsSamples.Written([NumpyFiles.Tensor("block1", x)]));
        }

        double[,] expected = CheckpointFolder.Open(folder.Path).Similarity("block1").ToMatrix();
        foreach (TemporaryFolder other in new[] { packed, safetensors })
        {
            var opened = CheckpointFolder.Open(other.Path, scratchFolder: folder.Path);
            Assert.That(opened.Similarity("block1").ToMatrix(), Is.EqualTo(expected));
        }
        Assert.That(folder.Files, Has.Length.EqualTo(3), "nothing unpacked stays");
    }

    [Test]
    public void Region_maps_are_compared_by_the_share_of_equal_labels()
    {
        foreach ((int epoch, byte[] labels) in new[] { (0, new byte[] { 0, 1, 2, 3 }), (1, [0, 1, 2, 9]), (2, [5, 1, 2, 9]) })
            File.WriteAllBytes(Path.Combine(folder.Path, $"{epoch}.npz"), NumpyFiles.Npz(("map", NumpyFiles.Labels(labels))));

        EpochSimilarity similarity = CheckpointFolder.Open(folder.Path).Similarity("map");

        Assert.That(similarity.UpperTriangle(), Is.EqualTo(new[] { 0.75, 0.5, 0.75 }));
        Assert.That(similarity.MeasureName, Is.EqualTo("regions"));
    }

    [Test]
    public void Region_maps_of_many_points_are_counted_exactly([Values(1, 7, 8, 9, 1000)] int points)
    {
        int[][] labels = [.. Enumerable.Range(0, 3).Select(e => Enumerable.Range(0, points).Select(i => i % (e + 2) * 1000).ToArray())];

        EpochSimilarity similarity = LabelSimilarity.Of("map", [0, 1, 2], labels);

        Assert.That(similarity[1, 2], Is.EqualTo((double)labels[1].Zip(labels[2], (a, b) => a == b ? 1 : 0).Sum() / points));
    }

    [Test]
    public void With_regions_integers_of_any_shape_are_region_maps()
    {
        foreach (int epoch in new[] { 0, 1, 2 })
            File.WriteAllBytes(Path.Combine(folder.Path, $"{epoch}.npz"), NumpyFiles.Npz(("map", NumpyFiles.Npy("|u1", "(2, 3, 3)", new byte[18]))));

        Assert.That(CheckpointFolder.Open(folder.Path, regions: true).Layers[0], Is.EqualTo(new CheckpointLayer("map", LayerKind.Regions, 18)));
        Refused("0.npz, layer map: integers of shape [2, 3, 3] could be features or region maps");

        File.WriteAllBytes(Path.Combine(folder.Path, "1.npz"), NumpyFiles.Npz(("map", NumpyFiles.Npy("|u1", "(3, 2, 3)", new byte[18]))));
        Assert.That(
            () => CheckpointFolder.Open(folder.Path, regions: true),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith("1.npz, layer map: shape [3, 2, 3], where 0.npz has [2, 3, 3]."));
    }

    [Test]
    public void Features_are_refused_with_regions()
    {
        NumpyFiles.Fill(folder, 0, 1, 2);

        Assert.That(
            () => CheckpointFolder.Open(folder.Path, regions: true),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith("0.npz, layer block1: F32 of shape [8, 5] is no region map"));
    }

    [TestCase("last.npz", "last.npz: its name has no whole number, expected one, the epoch.")]
    [TestCase("resnet18_epoch3.npz", "resnet18_epoch3.npz: its name has 2 whole numbers, expected one, the epoch.")]
    [TestCase("epoch_02.npz", "2.npz and epoch_02.npz are both epoch 2.")]
    [TestCase("2.safetensors", "2.npz and 2.safetensors are both epoch 2.")]
    [TestCase("99999999999.npz", "99999999999.npz: epoch 99999999999 is beyond 2147483647.")]
    public void A_name_without_exactly_one_epoch_is_refused(string name, string message)
    {
        NumpyFiles.Fill(folder, 0, 1, 2);
        File.WriteAllBytes(Path.Combine(folder.Path, name), []);

        Refused(message);
    }

    [TestCase(0)]
    [TestCase(2)]
    public void Too_few_files_are_refused(int count)
    {
        NumpyFiles.Fill(folder, Enumerable.Range(0, count));

        Refused($"{folder.Path} holds {count} .npz or .safetensors files, expected at least 3.");
    }

    private static IEnumerable<TestCaseData> Layers()
    {
        yield return Case("1.npz: layer y, which 0.npz has, is missing.", e => e == 1 ? [X()] : [X(), Y()]);
        yield return Case("0.npz: layer y, which 2.npz has, is missing.", e => e == 2 ? [X(), Y()] : [X()]);
        yield return Case("1.npz, layer x: 9 images, where 0.npz has 8.", e => [X(8 + e)]);
        yield return Case("1.npz, layer x: 6 points, where 0.npz has 5.", e => [("x", NumpyFiles.Labels(new byte[5 + e]))]);
        yield return Case(
            "2.npz, layer x: a region map, where 0.npz has features.", e => [("x", e < 2 ? NumpyFiles.Singles("(4,)", 1, 2, 3, 4) : NumpyFiles.Labels(1, 2, 3, 4))]);
        yield return Case("0.npz, layer x: shape [0, 4] has no elements", _ => [("x", NumpyFiles.Singles("(0, 4)"))]);
        yield return Case("0.npz, layer x: shape [4, 0] has no elements", _ => [("x", NumpyFiles.Singles("(4, 0)"))]);
        yield return Case("0.npz, layer x: a single number", _ => [("x", NumpyFiles.Singles("()", 1f))]);
        yield return Case("0.npz holds no array.", _ => []);

        static (string, byte[]) X(int images = 8) => ("x", NumpyFiles.Features(NumpyFiles.Drifting(1, images: images)));
        static (string, byte[]) Y() => ("y", NumpyFiles.Features(NumpyFiles.Drifting(2)));
        static TestCaseData Case(string message, Func<int, (string, byte[])[]> arrays) => new TestCaseData(message, arrays).SetArgDisplayNames(message);
    }

    [TestCaseSource(nameof(Layers))]
    public void Layers_that_differ_between_epochs_are_refused_by_file_and_layer(string message, Func<int, (string, byte[])[]> arrays)
    {
        foreach (int epoch in new[] { 0, 1, 2 }) Replace(epoch, arrays(epoch));

        Refused(message);
    }

    [TestCase(float.NaN, "the value of image 2, feature 0 (both from 0) is NaN")]
    [TestCase(float.PositiveInfinity, "is infinite")]
    [TestCase(7f, "the features are constant over the images")]
    public void Features_without_a_similarity_are_refused_by_file_and_layer(float value, string fault)
    {
        foreach (int epoch in new[] { 0, 1, 2 }) Replace(epoch, ("x", NumpyFiles.Singles("(4, 1)", epoch < 2 ? [1f, 2, 3, epoch] : [7, 7, value, 7])));

        Assert.That(
            () => CheckpointFolder.Open(folder.Path).Similarity("x"),
            Throws.InstanceOf<FeatureException>().With.Message.StartsWith("2.npz, layer x: ").And.Message.Contains(fault));
    }

    [Test]
    public void An_absent_layer_or_folder_is_named()
    {
        NumpyFiles.Fill(folder, 0, 1, 2);

        Assert.That(
            () => CheckpointFolder.Open(folder.Path).Similarity("block3"),
            Throws.ArgumentException.With.Message.Contains("There is no layer block3; there are block1, block2, map."));
        Assert.That(
            () => CheckpointFolder.Open(Path.Combine(folder.Path, "nowhere")),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("There is no folder"));
    }

    private void Replace(int epoch, params (string, byte[])[] arrays) =>
        File.WriteAllBytes(Path.Combine(folder.Path, $"{epoch}.npz"), NumpyFiles.Npz(arrays));

    private void Refused(string message) =>
        Assert.That(
            () => CheckpointFolder.Open(folder.Path),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith(message).And.Property(nameof(CheckpointException.Remedy)).Not.Empty);
}
