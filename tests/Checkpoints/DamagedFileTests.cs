using System.Diagnostics;
using System.IO.Compression;
using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using RepDynamics.Tests.IO;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>Damaged and unsupported files are refused with an error that names the fault, or read as they were written.</summary>
public class DamagedFileTests : FolderFixture
{
    private const int Mutants = 1500;
    private const string NoDictionary = "its header is no dictionary with descr, fortran_order and shape, each once: ";

    private static readonly byte[] Values = [.. Enumerable.Range(0, 24).SelectMany(i => BitConverter.GetBytes((float)i))];

    [TestCase("|O", "Python objects, which are stored as a pickle and never read here")]
    [TestCase(">f4", "big-endian numbers ('>f4')")]
    [TestCase("<c8", "elements of type '<c8'")]
    [TestCase("<U3", "elements of type '<U3'")]
    [TestCase("|V2", "elements of type '|V2', as numpy.savez writes bfloat16")]
    [TestCase("<f16", "elements of type '<f16'")]
    [TestCase("", "elements of type ''")]
    public void Types_that_are_not_read_are_refused_by_file_and_layer(string type, string what)
    {
        CheckpointException fault = Refused(NumpyFiles.Npz(("block1", NumpyFiles.Npy(type, "(6,)", Values))));

        Assert.That(fault.Message, Is.EqualTo($"1.npz, layer block1: it holds {what}."));
        Assert.That(fault.Remedy, Does.Contain("astype"));
    }

    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (24,), }", null)]
    [TestCase("{\"shape\": (24L,), \"fortran_order\": True, \"descr\": \"<f4\"}   ", null)]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (24,)", NoDictionary)]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (24), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (-24,), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'fortran_order': 0, 'shape': (24,), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'shape': (24,), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (24,), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'evil': 1, 'fortran_order': False, 'shape': (24,), }", NoDictionary)]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (24,), } + x", NoDictionary)]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (24,), }", "a structured array")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (25,), }", "96 bytes, where an array of shape [25] takes 100")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (5000000000, 5000000000), }", "takes more than 63 bits")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5000000000, 5000000000), }", "takes 0")]
    public void A_header_is_read_strictly(string header, string? fault)
    {
        byte[] file = NumpyFiles.Npz(("x", NumpyFiles.Npy(header, Values)));

        if (fault is null) Assert.That(Reading.Features(Reading.Open(Folder, file), "x", Folder)[23], Is.EqualTo(23));
        else Assert.That(Refused(file).Message, Does.StartWith("1.npz, layer x: ").And.Contains(fault));
    }

    private static IEnumerable<TestCaseData> OtherFiles()
    {
        yield return new("PK"u8.ToArray(), "Central Directory");
        yield return new("This is a text of more than twenty-two characters."u8.ToArray(), "Central Directory");
        yield return new(NumpyFiles.Npz(("x", [1, 2, 3])), "layer x: does not start as a .npy file does");
        yield return new(NumpyFiles.Npz(("x", [0x93, .. "NUMPY"u8, 4, 0, 0, 0])), "version 4.0");
        yield return new(NumpyFiles.Npz(("x", [0x93, .. "NUMPY"u8, 1, 0, 9, 0])), "ends within its header");
        yield return new(NumpyFiles.Npz(("x", [0x93, .. "NUMPY"u8, 2, 0, 9, 0, 9, 9])), "a header of");
        yield return new(NumpyFiles.Npz(("x", NumpyFiles.Labels(1)), ("x", NumpyFiles.Labels(1))), "1.npz: the entry 'x.npy' comes twice.");
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("notes.txt");
        yield return new(stream.ToArray(), "1.npz: the entry 'notes.txt' is no array.");
    }

    [TestCaseSource(nameof(OtherFiles))]
    public void What_is_no_npz_file_of_arrays_is_refused(byte[] content, string message)
    {
        CheckpointException fault = Refused(content);

        Assert.That(fault.Message, Does.StartWith("1.npz").And.Contain(message));
        Assert.That(fault.Remedy, Does.Contain("numpy.savez"));
    }

    [Test]
    public void What_is_no_safetensors_file_is_refused()
    {
        CheckpointException fault = Assert.Throws<CheckpointException>(() => Reading.Open(Folder, [1, 2, 3], "1.safetensors"))!;

        Assert.That(fault.Message, Is.EqualTo("1.safetensors: file: found 3 bytes, expected at least 8."));
        Assert.That(fault.Remedy, Is.Not.Empty);
    }

    [Test]
    public void A_changed_element_is_noticed([Values] CompressionLevel level)
    {
        byte[] file = NumpyFiles.Npz(level, ("x", NumpyFiles.Npy("<f4", "(24,)", Values)));
        // The last byte before the directory belongs to the last element, or to the end of what it was compressed to.
        int directory = file.AsSpan().LastIndexOf("PK\x01\x02"u8);
        file[directory - 1 - (level == CompressionLevel.NoCompression ? 0 : 8)] ^= 0x10;
        CheckpointFile opened = Reading.Open(Folder, file);

        Assert.That(
            () => Reading.Features(opened, "x", Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith("1.npz, layer x: "));
        Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(1), "nothing unpacked stays");
    }

    [Test]
    public void A_file_that_shrank_meanwhile_is_noticed()
    {
        CheckpointFile file = Reading.Open(Folder, SafetensorsSamples.Written([NumpyFiles.Tensor("x", new double[50, 50])]), "1.safetensors");
        using (FileStream stream = File.OpenWrite(file.Path)) stream.SetLength(200);

        Assert.That(
            () => Reading.Features(file, "x", Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.EqualTo("1.safetensors, layer x cannot be read: it ends within the array."));
    }

    [Test]
    public void A_compressed_array_that_cannot_be_unpacked_is_an_error_that_names_the_folder()
    {
        CheckpointFile file = Reading.Open(Folder, NumpyFiles.Npz(CompressionLevel.Optimal, ("x", NumpyFiles.Singles("(1,)", 1))));

        Assert.That(
            () => ArrayReader.Open(file, file.Arrays[0], Path.Combine(Folder, "nowhere"), default),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("1.npz, layer x: it is compressed").And.Message.Contains("nowhere")
                .And.Property(nameof(CheckpointException.Remedy)).Contains("numpy.savez"));
    }

    [Test]
    public void Sizes_of_zip64_are_read()
    {
        // As numpy writes files beyond 4 GB: the directory's fields hold ones only, its extra field what they should.
        byte[] npy = NumpyFiles.Npy("<f4", "(24,)", Values);
        byte[] file = NumpyFiles.Npz(("x", npy));
        int directory = file.AsSpan().LastIndexOf("PK\x01\x02"u8), end = file.AsSpan().LastIndexOf("PK\x05\x06"u8);
        byte[] entry = file[directory..end];
        foreach (int at in (int[])[20, 24, 42]) BitConverter.GetBytes(uint.MaxValue).CopyTo(entry, at);
        BitConverter.GetBytes((ushort)28).CopyTo(entry, 30);
        byte[] extra = [1, 0, 24, 0, .. BitConverter.GetBytes((long)npy.Length), .. BitConverter.GetBytes((long)npy.Length), .. BitConverter.GetBytes(0L)];
        long length = entry.Length + extra.Length, end64 = directory + length;
        byte[] tail =
        [
            .. "PK\x06\x06"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(1L),
            .. BitConverter.GetBytes(length), .. BitConverter.GetBytes((long)directory),
            .. "PK\x06\x07"u8, 0, 0, 0, 0, .. BitConverter.GetBytes(end64), 1, 0, 0, 0,
            .. "PK\x05\x06"u8, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0,
        ];

        CheckpointFile opened = Reading.Open(Folder, [.. file[..directory], .. entry, .. extra, .. tail]);

        Assert.That(Reading.Features(opened, "x", Folder), Is.EqualTo(Enumerable.Range(0, 24).Select(i => (float)i)));
    }

    [Test]
    public void A_truncated_file_is_refused([Values] CompressionLevel level)
    {
        byte[] whole = Whole(level);
        for (int length = 0; length < whole.Length; length++) Assert.That(Content(whole[..length]), Is.Null, $"{length} of {whole.Length} bytes");
    }

    [Test]
    public void A_mutated_file_is_read_as_it_was_written_or_refused([Values] CompressionLevel level, [Range(1, 2)] int seed)
    {
        SeededRandom random = new(seed, "npz fuzz");
        byte[] whole = Whole(level);
        double[][] original = Content(whole)!;
        int read = 0;
        for (int i = 0; i < Mutants; i++)
        {
            byte[] mutant = Mutated(whole, random);
            double[][]? content = Content(mutant);
            if (content is null) continue;
            read++;
            // An array may have another name or be missing, but none may have other elements.
            Assert.That(content, Is.All.Matches<double[]>(array => original.Any(array.SequenceEqual)), Convert.ToHexString(mutant));
        }
        Assert.That(read, Is.InRange(1, Mutants * 3 / 4), "mutants that all fail, or none, teach nothing");
    }

    /// <summary>Whatever one of the files of a folder holds, the layers are compared or it is said why not, in bounded time and memory.</summary>
    [Test, Category("Slow")]
    public void A_folder_with_a_mutated_file_is_compared_or_refused([Values("npz", "safetensors")] string format)
    {
        const int Mutants = 5000;
        SeededRandom random = new(3, $"folder {format}");
        for (int epoch = 0; epoch < 2; epoch++) File.WriteAllBytes(Path.Combine(Folder, $"{epoch}.{format}"), Sound(epoch));
        int compared = 0;
        long before = GC.GetTotalAllocatedBytes();
        var time = Stopwatch.StartNew();
        for (int i = 0; i < Mutants; i++)
        {
            byte[] mutant = Mutated(Sound(2), random);
            for (int more = random.NextInt(3); more > 0 && mutant.Length > 0; more--) mutant = Mutated(mutant, random);
            File.WriteAllBytes(Path.Combine(Folder, $"2.{format}"), mutant);
            try
            {
                var opened = CheckpointFolder.Open(Folder, new() { ScratchFolder = Folder });
                foreach (CheckpointLayer layer in opened.Layers) opened.Similarity(layer.Name, new() { MemoryBudget = 16 << 20, Threads = 1 });
                compared++;
            }
            catch (Exception e) when (e is CheckpointException or FeatureException)
            {
                Assert.That(e.Message, Does.Not.Match(@"[\p{C}-[\r\n]]{2}"), Convert.ToHexString(mutant));
            }
        }
        long each = (GC.GetTotalAllocatedBytes() - before) / Mutants;
        TestContext.Out.WriteLine($"{Mutants} mutants, {compared} compared; {time.Elapsed.TotalMilliseconds / Mutants:f2} ms and {each >> 10} KiB each");
        Assert.That(compared, Is.InRange(Mutants / 100, Mutants * 9 / 10));
        Assert.That(each, Is.LessThan(8 << 20), "bytes allocated for a file of less than 1 KiB");
        Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(3), "nothing unpacked stays");

        byte[] Sound(int epoch)
        {
            double[,] x = NumpyFiles.Drifting(epoch, images: 6, width: 3), y = NumpyFiles.Drifting(epoch, 1, 6, 2);
            return format == "safetensors"
                ? SafetensorsSamples.Written([NumpyFiles.Tensor("x", x), NumpyFiles.Tensor("y", y), SafetensorsSamples.Tensor("map", ElementType.I16, 7)])
                : NumpyFiles.Npz(
                    epoch == 2 ? CompressionLevel.Optimal : CompressionLevel.NoCompression,
                    ("x", NumpyFiles.Features(x)), ("y", NumpyFiles.Features(y)), ("map", NumpyFiles.Labels(1, 2, 3, 4, 5, 6, 7)));
        }
    }

    private static byte[] Whole(CompressionLevel level) => NumpyFiles.Npz(
        level, ("x", NumpyFiles.Npy("<f4", "(4, 6)", Values)), ("y", NumpyFiles.Npy("<f8", "(2,)", new byte[16])));

    // Null where the file is refused; any other exception fails the test.
    private double[][]? Content(byte[] content)
    {
        try
        {
            CheckpointFile file = Reading.Open(Folder, content);
            if (file.Arrays.FirstOrDefault(a => a.Fault is not null) is { Fault: { } fault }) throw fault;
            return [.. file.Arrays.Where(a => !a.Type.IsInteger() && a.Elements > 0 && a.Shape.Length > 0).Select(a => Reading.Features(file, a.Name, Folder))];
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    private static byte[] Mutated(byte[] whole, SeededRandom random)
    {
        byte[] mutant = [.. whole];
        int at = random.NextInt(mutant.Length);
        switch (random.NextInt(4))
        {
            case 0: mutant[at] ^= (byte)(1 << random.NextInt(8)); break;
            case 1: mutant[at] = (byte)random.NextInt(256); break;
            case 2: mutant.AsSpan(at, Math.Min(4, mutant.Length - at)).Fill((byte)(random.NextInt(2) * 255)); break;
            default: mutant = [.. mutant[..at], .. mutant[Math.Min(mutant.Length, at + 1 + random.NextInt(8))..]]; break;
        }
        return mutant;
    }

    // What is wrong with the file, or with its only array.
    private CheckpointException Refused(byte[] content) => Assert.Throws<CheckpointException>(() =>
    {
        if (Reading.Open(Folder, content).Arrays is [{ Fault: { } fault }]) throw fault;
    })!;
}
