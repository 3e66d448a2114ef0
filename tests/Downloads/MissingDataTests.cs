using RepDynamics.Data;
using RepDynamics.Downloads;
using RepDynamics.Training;

namespace RepDynamics.Tests.Downloads;

public class MissingDataTests : FolderFixture
{
    [Test]
    public void Stored_data_states_what_is_missing_and_procedural_images_are_never_missing()
    {
        Assert.That(MissingData.Remedy(new OrientedTexturesRecipe()), Is.Null);
        Assert.That(MissingData.Remedy(new Album { Lacks = "The album is at home." }), Is.EqualTo("The album is at home."));
        Assert.That(MissingData.Remedy(new Album()), Is.Null);
    }

    [Test]
    public void An_absent_folder_has_none_of_the_files_and_the_message_names_the_remedy()
    {
        string nowhere = In("nowhere");

        Assert.That(
            MissingData.OfCifar10(nowhere),
            Does.StartWith($"CIFAR-10 is not on this machine: {nowhere} has none of its files. ")
                .And.Contain("dotnet msbuild -t:FetchCifar10").And.Contain("REPDYNAMICS_DATA"));
    }

    [Test]
    public void Missing_files_are_named()
    {
        foreach (string name in Cifar10.Files) File.WriteAllBytes(In(name), []);
        File.Delete(In("data_batch_3.bin"));
        File.Delete(In("test_batch.bin"));

        Assert.That(MissingData.Cifar10Files(Folder), Is.EqualTo(new[] { "data_batch_3.bin", "test_batch.bin" }));
        Assert.That(MissingData.OfCifar10(Folder), Does.Contain($"{Folder} lacks data_batch_3.bin, test_batch.bin. "));
    }

    [Test]
    public void Damaged_files_are_not_missing()
    {
        foreach (string name in Cifar10.Files) File.WriteAllBytes(In(name), [1]);

        Assert.That(MissingData.OfCifar10(Folder), Is.Null);
        Assert.That(() => Cifar10.Load([0, 1], 2, 1, folder: Folder), Throws.InstanceOf<DataFileException>());
    }

    [Test]
    public void The_files_looked_for_are_those_that_are_read()
    {
        using Data.Cifar10Files files = new();

        Assert.That(Directory.GetFiles(files.Folder).Select(Path.GetFileName), Is.EquivalentTo(Cifar10.Files));
    }

    private sealed record Album : DataRecipe, IStoredData
    {
        public override string Kind => "album";

        public string? Lacks { get; init; }

        public string? Missing() => Lacks;

        protected override ImageSet Read(DataSplit split, int count, long seed) => throw new NotSupportedException("No test opens it.");
    }
}
