using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

/// <summary>Broken files are errors that say where, what was expected, what was found, and what to do.</summary>
public class Cifar10FaultTests : Cifar10Fixture
{
    private const int Size = Cifar10Files.Records * Cifar10.RecordSize;

    [Test]
    public void A_missing_folder()
    {
        string folder = files["nowhere"];
        DataFileException fault = Assert.Throws<DataFileException>(() => Cifar10.Load(Cifar10Files.AllClasses, 10, 1, folder: folder))!;
        Assert.That(fault.Message, Does.StartWith($"{folder}: ").And.Contain("no such folder").And.Contain("REPDYNAMICS_DATA").And.Contain(folder));
    }

    [TestCase("data_batch_1.bin")]
    [TestCase("data_batch_5.bin")]
    [TestCase("batches.meta.txt")]
    public void A_missing_file(string file)
    {
        File.Delete(files[file]);
        Assert.That(Fault(DataSplit.Train), Does.StartWith($"{files[file]}: expected ").And.Contain("found no such file."));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Size - 1)]
    [TestCase(Size - Cifar10.RecordSize)]
    public void A_file_cut_short(int length)
    {
        using (FileStream stream = File.OpenWrite(files["data_batch_3.bin"]))
            stream.SetLength(length);
        Assert.That(
            Fault(DataSplit.Train),
            Does.StartWith($"{files["data_batch_3.bin"]} at byte {length}: expected {Size} bytes").And.Contain($"found {length} bytes, cut short by {Size - length}."));
    }

    [TestCase(1)]
    [TestCase(Cifar10Files.Records)]
    public void A_file_too_long(int extra)
    {
        using (FileStream stream = File.OpenWrite(files["test_batch.bin"]))
            stream.SetLength(Size + extra);
        Assert.That(Fault(DataSplit.Test), Does.Contain($" at byte {Size}: ").And.Contain($"found {Size + extra} bytes, too long by {extra}."));
    }

    [TestCase(0, 10)]
    [TestCase(11, 255)]
    [TestCase(Cifar10Files.Records - 1, 10)]
    public void A_label_out_of_range(int record, byte label)
    {
        files.SetByte("data_batch_4.bin", Cifar10Files.Offset(record), label);
        Assert.That(
            Fault(DataSplit.Train),
            Does.StartWith($"{files["data_batch_4.bin"]} at byte {Cifar10Files.Offset(record)}: expected a label from 0 to 9 (record {record}), found label {label}. ")
                .And.Contain("cifar-10-binary.tar.gz"));
    }

    [Test]
    public void Labels_in_range_but_of_the_wrong_number()
    {
        files.SetByte("test_batch.bin", Cifar10Files.Offset(0), 9);
        Assert.That(Fault(DataSplit.Test), Does.Contain("expected 2 images with label 3 (cat)").And.Contain("found 1;"));
    }

    [TestCase("apple\naquarium_fish\n", "apple, aquarium_fish")]
    [TestCase("\n", "nothing")]
    public void Class_names_of_another_data_set(string names, string found)
    {
        File.WriteAllText(files[Cifar10.MetaFile], names);
        Assert.That(Fault(DataSplit.Test), Does.StartWith($"{files[Cifar10.MetaFile]}: expected the ten names ").And.Contain($", found {found}. "));
        // Carriage returns and blank lines do not matter.
        File.WriteAllText(files[Cifar10.MetaFile], string.Join("\r\n", Cifar10.Names) + "\r\n\r\n");
        Assert.That(files.Load(split: DataSplit.Test).Count, Is.EqualTo(Cifar10Files.Records));
    }

    private string Fault(DataSplit split) => Assert.Throws<DataFileException>(() => files.Load(split: split))!.Message;
}
