using System.IO.Compression;
using System.Security.Cryptography;
using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Regions;
using RepDynamics.Similarity;
using RepDynamics.Tests.IO;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Checkpoints;

public class CheckpointFolderTests : FolderFixture
{
    [Test]
    public void Layers_and_epochs_are_those_of_the_files()
    {
        NumpyFiles.Fill(Folder, 10, 0, 2);
        File.WriteAllText(Path.Combine(Folder, "notes 7.txt"), "not an epoch");

        var opened = CheckpointFolder.Open(Folder);

        Assert.That(opened.Epochs, Is.EqualTo(new[] { 0, 2, 10 }));
        Assert.That(opened.Layers, Is.EqualTo(new CheckpointLayer[]
        {
            new("block1", LayerKind.Features, 8), new("block2", LayerKind.Features, 8), new("map", LayerKind.Regions, 50),
        }));
        Assert.That(opened.Hashes(), Is.EqualTo(opened.Files.Select(f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f.Path))))));
    }

    [Test]
    public void Both_formats_and_compression_give_the_same_bits()
    {
        using TemporaryFolder packed = new(), safetensors = new();
        NumpyFiles.Fill(Folder, 0, 1, 5);
        foreach (int epoch in new[] { 0, 1, 5 })
        {
            double[,] x = NumpyFiles.Drifting(epoch);
            File.WriteAllBytes(Path.Combine(packed.Path, $"epoch_{epoch:000}.NPZ"), NumpyFiles.Npz(CompressionLevel.Optimal, ("block1", NumpyFiles.Features(x))));
            File.WriteAllBytes(
                Path.Combine(safetensors.Path, $"{epoch}.safetensors"), SafetensorsSamples.Written([NumpyFiles.Tensor("block1", x)]));
        }

        double[,] expected = CheckpointFolder.Open(Folder).Similarity("block1").ToMatrix();
        foreach (TemporaryFolder other in new[] { packed, safetensors })
        {
            var opened = CheckpointFolder.Open(other.Path, new() { ScratchFolder = Folder });
            Assert.That(opened.Similarity("block1").ToMatrix(), Is.EqualTo(expected));
        }
        Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(3), "nothing unpacked stays");
    }

    [Test]
    public void Region_maps_are_compared_by_the_share_of_equal_labels()
    {
        foreach ((int epoch, byte[] labels) in new[] { (0, new byte[] { 0, 1, 2, 3 }), (1, [0, 1, 2, 9]), (2, [5, 1, 2, 9]) })
            Replace(epoch, ("map", NumpyFiles.Labels(labels)));

        EpochSimilarity similarity = CheckpointFolder.Open(Folder).Similarity("map");

        Assert.That(similarity.UpperTriangle(), Is.EqualTo(new[] { 0.75, 0.5, 0.75 }));
        Assert.That(similarity.MeasureName, Is.EqualTo("regions"));
    }

    [Test]
    public void Region_maps_of_many_points_are_counted_exactly([Values(1, 7, 8, 9, 1000)] int points)
    {
        long[][] labels = [.. Enumerable.Range(0, 3).Select(e => Enumerable.Range(0, points).Select(i => i % (e + 2) * 10_000_000_000).ToArray())];

        EpochSimilarity similarity = RegionSimilarity.Of<long>("map", [0, 1, 2], i => labels[i]);

        Assert.That(similarity[1, 2], Is.EqualTo((double)labels[1].Zip(labels[2], (a, b) => a == b ? 1 : 0).Sum() / points));
    }

    [Test]
    public void With_regions_integers_of_any_shape_are_region_maps_and_features_are_not_compared()
    {
        NumpyFiles.Fill(Folder, 0, 1, 2);
        var opened = CheckpointFolder.Open(Folder, new() { Regions = true });
        Assert.That(opened.Layers.Select(l => l.Name), Is.EqualTo(new[] { "map" }));
        Assert.That(opened.Skipped[0].Reason, Does.StartWith("0.npz, layer block1: F32 of shape [8, 5] is no region map"));

        foreach (int epoch in new[] { 0, 1, 2 }) Replace(epoch, ("map", NumpyFiles.Npy("|u1", "(2, 3, 3)", new byte[18])));

        Assert.That(CheckpointFolder.Open(Folder, new() { Regions = true }).Layers[0], Is.EqualTo(new CheckpointLayer("map", LayerKind.Regions, 18)));
        Refused("0.npz, layer map: integers of shape [2, 3, 3] could be features or region maps");

        Replace(1, ("map", NumpyFiles.Npy("|u1", "(3, 2, 3)", new byte[18])));
        Assert.That(
            () => CheckpointFolder.Open(Folder, new() { Regions = true }),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith("1.npz, layer map: shape [3, 2, 3], where 0.npz has [2, 3, 3]."));
    }

    [Test]
    public void Few_epochs_and_what_never_changes_have_no_synchrony_and_no_phases()
    {
        NumpyFiles.Fill(Folder, 0, 7);
        NetworkDynamics few = Dynamics("block1", "block2");
        Assert.That(few.Synchrony, Is.Null);
        Assert.That(few.Undefined, Has.Some.EqualTo("Synchrony takes at least 3 epochs.").And.None.Contains("All similarities are equal"));
        Assert.That(few.Evolution, Is.All.GreaterThan(0));

        foreach (int epoch in Enumerable.Range(0, 10)) Replace(epoch, ("a", NumpyFiles.Labels(1, 2, 3)), ("b", NumpyFiles.Labels(3, 1, 1)));
        NetworkDynamics still = Dynamics("a", "b");
        Assert.That((still.Phases, still.PhaseContrast, still.Synchrony), Is.EqualTo(((object?)null, (double?)null, (double?)null)));
        Assert.That(still.Undefined, Has.Some.StartsWith("All similarities are equal"));
        Assert.That(still.Evolution, Is.All.Zero);

        NetworkDynamics Dynamics(params string[] layers)
        {
            var opened = CheckpointFolder.Open(Folder);
            return NetworkDynamics.Of([.. layers.Select(layer => opened.Similarity(layer))]);
        }
    }

    [Test]
    public void A_layer_that_changes_by_rounding_alone_has_no_transition()
    {
        int[] epochs = [0, 1, 2, 4, 8, 16];
        var dynamics = NetworkDynamics.Of([Layer("stem", 1e-9), Layer("block1", 1e-2)], perfectFit: 4);

        Assert.That(dynamics.Transition, Is.Null);
        Assert.That(dynamics.Undefined, Has.Some.EqualTo("A transition takes layers that all change; stem does not."));
        Assert.That(NetworkDynamics.Of([Layer("stem", 1e-2), Layer("block1", 1e-2)], perfectFit: 4).Transition, Is.Not.Null);

        EpochSimilarity Layer(string name, double change) => new(name, epochs, Tests.Dynamics.Matrices.Fill(epochs.Length, (i, j) => 1 - (change * (j - i))), "CKA");
    }

    private static IEnumerable<TestCaseData> Layers()
    {
        yield return Case("1.npz, layer x: 9 images, where 0.npz has 8.", e => [X(8 + e)]);
        yield return Case("1.npz, layer x: 6 points, where 0.npz has 5.", e => [("x", NumpyFiles.Labels(new byte[5 + e]))]);
        yield return Case(
            "2.npz, layer x: a region map, where 0.npz has features.", e => [("x", e < 2 ? NumpyFiles.Singles("(4,)", 1, 2, 3, 4) : NumpyFiles.Labels(1, 2, 3, 4))]);
        yield return Case("0.npz, layer x: shape [4, 0] has no elements", _ => [("x", NumpyFiles.Singles("(4, 0)"))]);
        yield return Case("0.npz, layer x: a single number", _ => [("x", NumpyFiles.Singles("()", 1f))]);
        yield return Case("0.npz holds no array.", _ => []);

        static (string, byte[]) X(int images = 8) => ("x", NumpyFiles.Features(NumpyFiles.Drifting(1, images: images)));
        static TestCaseData Case(string message, Func<int, (string, byte[])[]> arrays) => new TestCaseData(message, arrays).SetArgDisplayNames(message);
    }

    [TestCaseSource(nameof(Layers))]
    public void Layers_that_differ_between_epochs_are_refused_by_file_and_layer(string message, Func<int, (string, byte[])[]> arrays)
    {
        foreach (int epoch in new[] { 0, 1, 2 }) Replace(epoch, arrays(epoch));

        Refused(message);
    }

    private static IEnumerable<TestCaseData> BadLayers()
    {
        yield return Case("1.npz: layer y, which 0.npz has, is missing.", e => e == 1 ? null : Y());
        yield return Case("0.npz: layer y, which 2.npz has, is missing.", e => e == 2 ? Y() : null);
        yield return Case("0.npz: layer y, which 1.npz has, is missing.", e => e == 1 ? Y() : null);
        yield return Case("0.npz, layer y: it holds elements of type '<U1'.", _ => NumpyFiles.Npy("<U1", "(2,)", new byte[8]));
        yield return Case("2.npz, layer y: does not start as a .npy file does.", e => e == 2 ? [1, 2, 3] : Y());

        static byte[] Y() => NumpyFiles.Features(NumpyFiles.Drifting(2));
        static TestCaseData Case(string reason, Func<int, byte[]?> array) => new TestCaseData(reason, array).SetArgDisplayNames(reason);
    }

    [TestCaseSource(nameof(BadLayers))]
    public void A_layer_that_cannot_be_compared_is_skipped(string reason, Func<int, byte[]?> array)
    {
        foreach (int epoch in new[] { 0, 1, 2 })
        {
            (string, byte[]) x = ("x", NumpyFiles.Features(NumpyFiles.Drifting(epoch)));
            Replace(epoch, array(epoch) is { } y ? [("y", y), x] : [x]);
        }

        var opened = CheckpointFolder.Open(Folder);

        Assert.That(opened.Layers.Select(l => l.Name), Is.EqualTo(new[] { "x" }));
        Assert.That(opened.Skipped.Select(s => (s.Layer, s.Reason)), Is.EqualTo(new[] { ("y", reason) }));
        Assert.That(CheckpointFolder.Open(Folder, new() { Without = ["y"] }).Skipped, Is.Empty);
    }

    [Test]
    public void A_type_of_safetensors_that_is_not_read_costs_its_layer()
    {
        foreach (int epoch in new[] { 0, 1, 2 })
        {
            byte[] file = SafetensorsSamples.Written([NumpyFiles.Tensor("x", NumpyFiles.Drifting(epoch)), SafetensorsSamples.Tensor("scale", ElementType.U8, 3)]);
            int type = file.AsSpan().IndexOf("\"U8\""u8), header = BitConverter.ToInt32(file);
            byte[] changed = [.. file[..type], .. "\"F8_E4M3\""u8, .. file[(type + 4)..]];
            BitConverter.GetBytes(header + 5).CopyTo(changed, 0);
            File.WriteAllBytes(Path.Combine(Folder, $"{epoch}.safetensors"), changed);
        }

        var opened = CheckpointFolder.Open(Folder);

        Assert.That(opened.Layers.Select(l => l.Name), Is.EqualTo(new[] { "x" }));
        Assert.That(opened.Skipped.Single().Reason, Is.EqualTo("0.safetensors, layer scale: numbers of type F8_E4M3 are not read."));
        Assert.That(opened.Skipped.Single().Remedy, Does.Contain("float32"));
    }

    [TestCase(float.NaN, "the value of image 2, feature 0 (both from 0) is NaN")]
    [TestCase(float.PositiveInfinity, "is infinite")]
    [TestCase(7f, "the features are constant over the images")]
    public void Features_without_a_similarity_are_refused_by_file_and_layer(float value, string fault)
    {
        foreach (int epoch in new[] { 0, 1, 2 }) Replace(epoch, ("x", NumpyFiles.Singles("(4, 1)", epoch < 2 ? [1f, 2, 3, epoch] : [7, 7, value, 7])));

        Assert.That(
            () => CheckpointFolder.Open(Folder).Similarity("x"),
            Throws.InstanceOf<FeatureException>().With.Message.StartsWith("2.npz, layer x: ").And.Message.Contains(fault));
    }

    [Test]
    public void Few_files_and_an_absent_layer_or_folder_are_named()
    {
        Refused($"{Folder} holds 0 .npz or .safetensors files, expected at least 2.");
        NumpyFiles.Fill(Folder, 0);
        Refused($"{Folder} holds 1 .npz or .safetensors file, expected at least 2.");
        NumpyFiles.Fill(Folder, 1, 2);

        Assert.That(
            () => CheckpointFolder.Open(Folder).Similarity("block3"),
            Throws.ArgumentException.With.Message.Contains("There is no layer block3; there are block1, block2, map."));
        Assert.That(
            () => CheckpointFolder.Open(Path.Combine(Folder, "nowhere")),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("There is no folder"));
    }

    private void Replace(int epoch, params (string, byte[])[] arrays) =>
        File.WriteAllBytes(Path.Combine(Folder, $"{epoch}.npz"), NumpyFiles.Npz(arrays));

    private void Refused(string message) =>
        Assert.That(
            () => CheckpointFolder.Open(Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith(message).And.Property(nameof(CheckpointException.Remedy)).Not.Empty);
}
