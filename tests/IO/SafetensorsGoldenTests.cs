using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.IO;

/// <summary>The bytes are those of other implementations, both ways.</summary>
internal sealed class SafetensorsGoldenTests
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/IO");

    // The files in the unit tests of the published implementation (huggingface/safetensors, safetensors/src/tensor.rs).
    private static IEnumerable<TestCaseData> Published()
    {
        byte[] six = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];
        const string Data = "000000000000803F0000004000004040000080400000A040";
        yield return new TestCaseData(null, null, "0800000000000000" + Hex("{}      ")).SetArgDisplayNames("nothing");
        yield return new TestCaseData(null, new Dictionary<string, string> { ["framework"] = "pt" },
            "2800000000000000" + Hex("""{"__metadata__":{"framework":"pt"}}     """)).SetArgDisplayNames("notes only");
        yield return new TestCaseData(new TensorData("attn.0", ElementType.F32, [1, 2, 3], six), null,
            "4000000000000000" + Hex("""{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}""") + Data).SetArgDisplayNames("no padding");
        yield return new TestCaseData(new TensorData("attn0", ElementType.F32, [1, 1, 2, 3], six), null,
            "4800000000000000" + Hex("""{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       """) + Data).SetArgDisplayNames("padding");
    }

    [TestCaseSource(nameof(Published))]
    public void Files_are_those_of_the_published_writer(TensorData? tensor, Dictionary<string, string>? notes, string hex)
    {
        TensorData[] tensors = tensor is null ? [] : [tensor];

        Assert.That(Convert.ToHexString(SafetensorsSamples.Written(tensors, notes)), Is.EqualTo(hex));

        SafetensorsContent content = Safetensors.Read(Convert.FromHexString(hex), "golden");
        Assert.That(content.Tensors.Values, Is.EqualTo(tensors));
        Assert.That(content.Metadata, Is.EqualTo(notes ?? []));
    }

    // Older writers did not pad: 60 bytes of header.
    [Test]
    public void A_file_whose_data_are_not_aligned_is_read()
    {
        byte[] file = SafetensorsSamples.File("""{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}""", 16);

        Assert.That(Safetensors.Read(file, "old").Tensors["test"], Is.EqualTo(new TensorData("test", ElementType.I32, [2, 2], new byte[16])));
    }

    private static GoldenFile[] Cases() => JsonSerializer.Deserialize<GoldenFile[]>(
        File.ReadAllText(Path.Combine(Folder, "safetensors.golden.json")), Options)!;

    [TestCaseSource(nameof(Cases))]
    public void Files_made_in_Python_are_read(GoldenFile golden)
    {
        SafetensorsContent content = Safetensors.Read(Convert.FromHexString(golden.File), golden.Case);

        Assert.That(content.Tensors.Values, Is.EqualTo(golden.Data));
        Assert.That(content.Metadata, Is.EqualTo(golden.Metadata));
    }

    [TestCaseSource(nameof(Cases))]
    public void The_same_tensors_make_the_same_file_as_in_Python(GoldenFile golden) =>
        Assert.That(Convert.ToHexString(SafetensorsSamples.Written(golden.Data, golden.Metadata)), Is.EqualTo(golden.File));

    [Test]
    public void Python_reads_a_file_made_here()
    {
        TensorData[] tensors = [.. SafetensorsSamples.Everything, SafetensorsSamples.Tensor("é \"quoted\" 😀\n", ElementType.F16, 2, 2)];
        Dictionary<string, string> notes = new() { ["epoch"] = "12", ["😀"] = "\u0001\u007f\u2028\\" };
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "made-here.safetensors");
        File.WriteAllBytes(file, SafetensorsSamples.Written(tensors, notes));

        GoldenFile read = JsonSerializer.Deserialize<GoldenFile>(Python("read", file), Options)!;

        TestContext.Out.WriteLine($"Read in Python by: {read.Reader}");
        Assert.That(read.Data, Is.EquivalentTo(tensors));
        Assert.That(read.Data, Is.EqualTo(Safetensors.Read(File.ReadAllBytes(file), file).Tensors.Values), "in the same order");
        Assert.That(read.Metadata, Is.EqualTo(notes));
    }

    private static string Python(params string[] arguments)
    {
        try
        {
            var python = EndedProcess.Of(new ProcessStartInfo("python3", [Path.Combine(Folder, "safetensors_oracle.py"), .. arguments]) { StandardOutputEncoding = Encoding.UTF8 });
            Assert.That(python.Exit, Is.Zero, python.Error);
            return python.Output;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("There is no python3 on this machine to read the file with.");
            throw;
        }
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    /// <summary>What safetensors_oracle.py says of a file.</summary>
    public sealed record GoldenFile(string Case, string File, Dictionary<string, string> Metadata, GoldenTensor[] Tensors, string Reader)
    {
        internal TensorData[] Data => [.. Tensors.Select(t => t.Data)];

        public override string ToString() => Case;
    }

    public sealed record GoldenTensor(string Name, string Dtype, long[] Shape, string Hex)
    {
        internal TensorData Data => new(Name, Enum.Parse<ElementType>(Dtype, ignoreCase: true), [.. Shape], Convert.FromHexString(Hex));
    }
}
