using RepDynamics.IO;

namespace RepDynamics.Tests.IO;

/// <summary>What is written is read again, and the writer refuses what no reader could tell apart.</summary>
public class SafetensorsRoundTripTests
{
    [Test]
    public void Every_type_and_shape_comes_back()
    {
        TensorData[] tensors = [.. SafetensorsSamples.Everything];

        SafetensorsContent content = Safetensors.Read(SafetensorsSamples.Written(tensors), "all.safetensors");

        Assert.That(content.Tensors.Values, Is.EquivalentTo(tensors));
        Assert.That(content.Metadata, Is.Empty);
    }

    [TestCase("")]
    [TestCase("a.b.weight")]
    [TestCase("quote \" backslash \\ line\nbreak tab\t nul\0 delete\u007f")]
    [TestCase("é ∑ 漢字 😀 \u2028 <&>")]
    [TestCase("__metadata")]
    public void Every_text_is_a_name_a_key_and_a_note(string text)
    {
        TensorData tensor = SafetensorsSamples.Tensor(text, ElementType.F32, 2);

        SafetensorsContent content = Safetensors.Read(SafetensorsSamples.Written([tensor], new Dictionary<string, string> { [text] = text }), "x");

        Assert.That(content.Tensors[text], Is.EqualTo(tensor));
        Assert.That(content.Metadata, Is.EqualTo(new Dictionary<string, string> { [text] = text }));
    }

    [Test]
    public void The_bytes_do_not_depend_on_the_order_of_tensors_and_notes()
    {
        TensorData[] tensors = [.. SafetensorsSamples.Everything];
        Dictionary<string, string> notes = new() { ["b"] = "1", ["a"] = "2" }, turned = new() { ["a"] = "2", ["b"] = "1" };

        Assert.That(SafetensorsSamples.Written(tensors.Reverse(), turned), Is.EqualTo(SafetensorsSamples.Written(tensors, notes)));
    }

    [Test]
    public void Every_tensor_starts_at_a_multiple_of_its_element_size([Range(0, 8)] int nameLength)
    {
        string prefix = new('n', nameLength);
        byte[] file = SafetensorsSamples.Written(SafetensorsSamples.Types.Select(t => SafetensorsSamples.Tensor(prefix + t, t, 3)));

        int data = 8 + (int)BitConverter.ToInt64(file);
        Assert.That(data % 8, Is.Zero);
        foreach (TensorData tensor in Safetensors.Read(file, "x").Tensors.Values)
        {
            Assert.That(data % tensor.Type.Size(), Is.Zero, tensor.ToString());
            Assert.That(file.AsSpan(data, tensor.Bytes.Length).SequenceEqual(tensor.Bytes.Span), tensor.ToString());
            data += tensor.Bytes.Length;
        }
        Assert.That(data, Is.EqualTo(file.Length));
    }

    [Test]
    public void Tensors_are_enumerated_as_they_lie_in_the_file_not_as_the_header_names_them()
    {
        const string Late = """ "late":{"dtype":"U8","shape":[1],"data_offsets":[2,3]} """;
        const string None = """ "none":{"shape":[0],"dtype":"U8","data_offsets":[2,2]} """;
        const string Early = """ "early":{"data_offsets":[0,2],"dtype":"U8","shape":[2]} """;
        byte[] file = SafetensorsSamples.File($"{{{Late},{None},{Early}}}", 3);

        Assert.That(Safetensors.Read(file, "x").Tensors.Keys, Is.EqualTo(new[] { "early", "none", "late" }));
    }

    [Test]
    public void Reading_from_memory_copies_no_tensor()
    {
        byte[] file = SafetensorsSamples.Written([new TensorData("w", ElementType.F32, [1_000_000], new byte[4_000_000])]);
        Safetensors.Read(file, "x");

        long before = GC.GetAllocatedBytesForCurrentThread();
        Safetensors.Read(file, "x");

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(50_000));
    }

    [TestCase(3, "takes 8 bytes, found 3")]
    [TestCase(9, "takes 8 bytes, found 9")]
    [TestCase(0, "takes 8 bytes, found 0")]
    public void Bytes_that_are_not_shape_times_type_are_refused(int bytes, string fault) =>
        Assert.That(
            () => new TensorData("w", ElementType.F32, [2], new byte[bytes]),
            Throws.ArgumentException.With.Message.Contains($"Tensor 'w', F32 of shape [2], {fault}"));

    [TestCase(new long[] { -1 })]
    [TestCase(new long[] { 0, -1 })]
    [TestCase(new long[] { long.MaxValue, 2 })]
    [TestCase(new long[] { 1L << 32, 1L << 32, 0 })]
    public void Shapes_that_no_memory_has_are_refused(long[] shape) =>
        Assert.That(
            () => new TensorData("w", ElementType.F32, [.. shape], default),
            Throws.ArgumentException.With.Message.Contains("Tensor 'w' has the shape ["));

    [Test]
    public void The_name_of_the_notes_is_refused() =>
        Assert.That(() => SafetensorsSamples.Tensor("__metadata__", ElementType.U8), Throws.ArgumentException.With.Message.Contains("__metadata__"));

    [Test]
    public void A_name_that_UTF8_cannot_hold_is_refused()
    {
        TensorData[] bad = [new("\ud800", ElementType.U8, [], new byte[1])];

        Assert.That(() => SafetensorsSamples.Written(bad), Throws.ArgumentException.With.Message.Contains("'\\ud800' holds half a surrogate pair"));
    }

    [TestCase("1234567", true)]
    [TestCase("12345678", false)]
    public void A_header_beyond_the_limit_of_the_format_is_refused_before_anything_is_written(string note, bool fits)
    {
        using MemoryStream stream = new();
        Dictionary<string, string> notes = new() { ["a"] = note };
        void Write() => SafetensorsHeaderWriter.Write(stream, [], notes, longest: 32);

        if (fits) Assert.That(Write, Throws.Nothing);
        else Assert.That(Write, Throws.ArgumentException.With.Message.Contains("a header of 40 bytes, expected at most 32"));
        Assert.That(stream.Length, Is.EqualTo(fits ? 8 + 32 : 0));
    }

    [Test]
    public void Tensors_are_equal_when_every_byte_is()
    {
        TensorData one = new("w", ElementType.F32, [1], new byte[] { 0, 0, 0, 0 });

        Assert.That(new TensorData("w", ElementType.F32, [1], new byte[4]), Is.EqualTo(one));
        Assert.That(new TensorData("w", ElementType.F32, [1], new byte[] { 0, 0, 0, 0x80 }), Is.Not.EqualTo(one), "-0");
        Assert.That(new TensorData("w", ElementType.F32, [1, 1], new byte[4]), Is.Not.EqualTo(one), "shape");
        Assert.That(new TensorData("w", ElementType.I32, [1], new byte[4]), Is.Not.EqualTo(one), "type");
        Assert.That(new TensorData("v", ElementType.F32, [1], new byte[4]), Is.Not.EqualTo(one), "name");
    }
}
