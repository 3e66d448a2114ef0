using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Tests.IO;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>Reading a part of a safetensors file takes and refuses the same files as reading the whole one.</summary>
public class SafetensorsCheckpointTests : FolderFixture
{
    private const int Mutants = 1500;

    [Test]
    public void Every_type_and_shape_is_found_where_its_bytes_are()
    {
        byte[] content = SafetensorsSamples.Written(SafetensorsSamples.Everything, new Dictionary<string, string> { ["epoch"] = "1" });

        CheckpointFile file = Reading.Open(Folder, content, "1.safetensors");

        Assert.That(file.Arrays, Has.Length.EqualTo(SafetensorsSamples.Everything.Count()));
        foreach (TensorData tensor in SafetensorsSamples.Everything)
        {
            StoredArray array = file.Arrays.Single(a => a.Name == tensor.Name);
            Assert.That(array.Shape, Is.EqualTo(tensor.Shape));
            Assert.That(array.Type.Size(), Is.EqualTo(tensor.Type.Size()));
            Assert.That(content.AsSpan((int)array.Start, (int)array.Bytes).SequenceEqual(tensor.Bytes.Span), tensor.Name);
        }
    }

    [Test]
    public void A_damaged_file_is_refused_just_where_reading_all_of_it_is([Range(1, 2)] int seed)
    {
        SeededRandom random = new(seed, "safetensors checkpoints");
        byte[] whole = SafetensorsSamples.Written([NumpyFiles.Tensor("block1", new double[3, 4]), SafetensorsSamples.Tensor("map", ElementType.I16, 7)]);
        int read = 0;
        for (int i = 0; i < Mutants; i++)
        {
            byte[] mutant = [.. whole[..^random.NextInt(2)]];
            int at = random.NextInt(mutant.Length);
            mutant[at] = (byte)(random.NextInt(2) == 0 ? mutant[at] ^ (1 << random.NextInt(8)) : random.NextInt(256));
            bool sound = Succeeds<SafetensorsException>(() => Safetensors.Read(mutant, "x"));
            bool opened = Succeeds<CheckpointException>(() => Reading.Open(Folder, mutant, "1.safetensors"));
            Assert.That(opened, Is.EqualTo(sound), Convert.ToHexString(mutant));
            read += opened ? 1 : 0;
        }
        Assert.That(read, Is.InRange(Mutants / 50, Mutants * 9 / 10));
        for (int length = 0; length < whole.Length; length++)
            Assert.That(() => Reading.Open(Folder, whole[..length], "1.safetensors"), Throws.InstanceOf<CheckpointException>(), $"{length} bytes");
    }
}
