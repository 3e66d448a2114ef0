using System.Text;
using System.Text.Json.Nodes;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Tests.Regions;

namespace RepDynamics.Tests.Runs;

public class RegionFileTests
{
    private const string Identity = "0123";
    private static readonly int[] Epochs = [0, 1, 4];

    [Test]
    public void Regions_come_back_exactly([Values] bool mislabelled)
    {
        RunRegions written = SyntheticRuns.Regions(Epochs, mislabelled), read = RegionFile.Read(File(written), Identity)!;

        AssertSame(read.HeldOut, written.HeldOut);
        if (mislabelled) AssertSame(read.Mislabelled!, written.Mislabelled!);
        else Assert.That(read.Mislabelled, Is.Null);
        Assert.That(read.Probes, Is.EqualTo(written.Probes));
        Assert.That(File(read), Is.EqualTo(File(written)));
    }

    [Test]
    public void Files_of_another_measure_are_ignored() =>
        Assert.That(RegionFile.Read(File(SyntheticRuns.Regions(Epochs)), "4567"), Is.Null);

    [Test]
    public void A_file_cut_off_anywhere_is_not_taken()
    {
        byte[] whole = File(SyntheticRuns.Regions([0, 1], mislabelled: false));

        for (int length = 0; length < whole.Length; length++)
            Assert.That(RegionFile.Read(whole.AsSpan(0, length), Identity), Is.Null, $"the first {length} bytes");
    }

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("\0\0\0\0")]
    public void Another_content_is_not_taken(string file) => Assert.That(RegionFile.Read(Encoding.UTF8.GetBytes(file), Identity), Is.Null);

    /// <summary>The path of every value in the file, such as <c>heldOut.taps[1].labels</c>.</summary>
    private static IEnumerable<string> Values() => Below(JsonNode.Parse(File(SyntheticRuns.Regions(Epochs)))!).Select(node => node.GetPath()["$.".Length..]);

    [TestCaseSource(nameof(Values))]
    public void A_file_that_lacks_a_value_is_not_taken(string path)
    {
        JsonNode root = JsonNode.Parse(File(SyntheticRuns.Regions(Epochs)))!, value = At(root, path);
        // What is left out of a list leaves a list; but then its length is not that of the others.
        if (value.Parent is JsonObject parent) parent.Remove(value.GetPropertyName());
        else value.Parent!.AsArray().Remove(value);

        Assert.That(Read(root), Is.Null);
    }

    [TestCaseSource(nameof(Values))]
    public void A_value_that_is_null_is_not_taken_unless_it_may_be(string path)
    {
        JsonNode root = JsonNode.Parse(File(SyntheticRuns.Regions(Epochs)))!, value = At(root, path);
        if (value.Parent is JsonObject parent) parent[value.GetPropertyName()] = null;
        else value.Parent!.AsArray()[value.GetElementIndex()] = null;

        // Without wrong labels there are no planes around mislabelled images, and no accuracy on these.
        if (path == "mislabelled" || path.EndsWith("trueAccuracyOfMislabelled", StringComparison.OrdinalIgnoreCase)) AssertConsistent(Read(root));
        else Assert.That(Read(root), Is.Null);
    }

    [Test]
    public void Content_that_contradicts_itself_is_not_taken()
    {
        Assert.Multiple(() =>
        {
            Refuses(root => root["heldOut"]!["taps"]![0]!["labels"] = Labels(2 * 16 * 3, label: 3), "a class that is none");
            Refuses(root => root["heldOut"]!["taps"]![0]!["labels"] = Labels(2 * 16 * 3 - 1), "a point too few");
            Refuses(root => root["heldOut"]!["taps"]![0]!["labels"] = Labels(2 * 16 * 4), "an epoch too many");
            Refuses(root => root["heldOut"]!["taps"]![0]!["labels"] = "no base64!", "no bytes");
            Refuses(root => root["heldOut"]!["resolution"] = 8, "other planes");
            Refuses(root => root["heldOut"]!["resolution"] = -4, "a negative size whose square fits");
            Refuses(root => root["heldOut"]!["resolution"] = int.MaxValue, "a size whose square is no number");
            Refuses(root => root["heldOut"]!["classes"] = 257, "more classes than a byte");
            Refuses(root => root["heldOut"]!["epochs"]![1] = 4, "an epoch twice");
            Refuses(root => root["heldOut"]!["epochs"]![0] = -1, "a negative epoch");
            Refuses(root => root["heldOut"]!["taps"]![1]!["tap"] = "stem", "a tap twice");
            Refuses(root => root["heldOut"]!["taps"]![1]!["tap"] = " ", "a tap without a name");
            Refuses(root => root["heldOut"]!["images"]![0]!.AsArray().Add(At(root, "heldOut.images[1][0]").DeepClone()), "four images");
            Refuses(root => root["mislabelled"]!["taps"]![2]!["tap"] = "logits", "two networks");
            Refuses(root => root["mislabelled"]!["epochs"]![2] = 5, "two runs");
            Refuses(root => root["mislabelled"]!["classes"] = 4, "two data sets");
            Refuses(root => root["probes"]![0]!["epoch"] = 3, "a probe of no snapshot");
            Refuses(root => root["probes"]![0]!["tap"] = "output", "a probe of the output");
            Refuses(root => root["probes"]![0]!["heldOutAccuracy"] = 1.5, "an accuracy that is none");
            Refuses(root => Image(root)["pixels"] = Labels(5), "a byte too few");
            Refuses(root => Image(root)["shape"] = new JsonArray(-3, -2, 1), "negative sides whose product fits");
            Refuses(root => Image(root)["shape"] = new JsonArray(6), "one side");
            Refuses(root => Image(root)["row"] = 3.01, "off the plane");
            Refuses(root => Image(root)["column"] = -0.01, "off the plane");
            Refuses(root => Image(root)["trueLabel"] = 3, "a class that is none");
            Refuses(root => Image(root)["givenLabel"] = -1, "a class that is none");
            Refuses(root => Image(root)["index"] = -1, "an image that is none");
        });

        static JsonNode Image(JsonNode root) => root["heldOut"]!["images"]![0]![0]!;
    }

    [TestCase(0, 4, 4)]
    [TestCase(0, 4, 1)]
    public void Epochs_out_of_order_are_not_taken_although_all_parts_agree_on_them(params int[] epochs) =>
        Assert.That(RegionFile.Read(File(SyntheticRuns.Regions(epochs)), Identity), Is.Null);

    [Test]
    public void Any_byte_changed_gives_nothing_or_something_consistent([Values(0, 1, 2)] int kind)
    {
        byte[] whole = File(SyntheticRuns.Regions([0, 1], channels: 1));
        int taken = 0;
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] = kind switch
            {
                0 => (byte)(damaged[place] ^ (1 << (place % 8))),
                1 => (byte)'9',
                _ => (byte)"\0\",-]}\xC3"[place % 7],
            };
            RunRegions? read = null;
            Assert.That(() => read = RegionFile.Read(damaged, Identity), Throws.Nothing, $"byte {place}");
            if (read is null) continue;
            AssertConsistent(read);
            taken++;
        }
        Assert.That(taken, Is.LessThan(whole.Length / 2), "most damage is seen, the rest is of labels and pixels, which the store's hashes guard");
    }

    // What claims and figures do with regions works.
    private static void AssertConsistent(RunRegions? regions)
    {
        Assert.That(regions, Is.Not.Null);
        foreach (PlaneRegions planes in new[] { regions!.HeldOut, regions.Mislabelled ?? regions.HeldOut })
        {
            Assert.That(planes.Similarities.Select(s => s.Tap), Is.EqualTo(planes.Taps.Select(t => t.Tap)));
            Assert.That(planes.Taps.SelectMany(tap => tap.Maps).Select(map => map.Count), Is.All.EqualTo(planes.Planes.Length));
            Assert.That(planes.Planes.Select(plane => plane.Length), Is.All.EqualTo(3));
            Assert.That(planes.Taps.SelectMany(tap => tap.Maps).Select(Fragmentation.Mean), Is.All.AtLeast(1));
        }
    }

    private static void AssertSame(PlaneRegions read, PlaneRegions written)
    {
        Assert.That(read.Taps.Select(t => t.Tap), Is.EqualTo(written.Taps.Select(t => t.Tap)));
        foreach ((RegionMap one, RegionMap other) in read.Taps.SelectMany(t => t.Maps).Zip(written.Taps.SelectMany(t => t.Maps)))
        {
            Assert.That(
                (one.Tap, one.Epoch, one.Planes, one.Resolution, one.Classes, one.Count),
                Is.EqualTo((other.Tap, other.Epoch, other.Planes, other.Resolution, other.Classes, other.Count)));
            Assert.That(one.Labels.ToArray(), Is.EqualTo(other.Labels.ToArray()));
        }
        foreach ((CornerImage one, CornerImage other) in read.Planes.SelectMany(p => p).Zip(written.Planes.SelectMany(p => p)))
        {
            Assert.That((one.Index, one.Place, one.TrueLabel, one.GivenLabel), Is.EqualTo((other.Index, other.Place, other.TrueLabel, other.GivenLabel)));
            Assert.That(one.Shape, Is.EqualTo(other.Shape));
            Assert.That(one.Pixels, Is.EqualTo(other.Pixels));
        }
        Assert.That(read.Planes.Select(p => p.Length), Is.EqualTo(written.Planes.Select(p => p.Length)));
    }

    private static void Refuses(Action<JsonNode> spoil, string what)
    {
        JsonNode root = JsonNode.Parse(File(SyntheticRuns.Regions(Epochs)))!;
        spoil(root);
        Assert.That(Read(root), Is.Null, what);
    }

    private static RunRegions? Read(JsonNode root) => RegionFile.Read(Encoding.UTF8.GetBytes(root.ToJsonString()), Identity);

    private static string Labels(int count, byte label = 0) => Convert.ToBase64String([.. Enumerable.Repeat((byte)0, count - 1), label]);

    private static JsonNode At(JsonNode root, string path) => Below(root).Single(node => node.GetPath() == "$." + path);

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(property => property.Value),
            JsonArray a => a,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }

    private static byte[] File(RunRegions regions) => SyntheticRuns.File(regions, Identity);
}
