using RepDynamics.Data;
using RepDynamics.Downloads;

namespace RepDynamics.Tests.Downloads;

/// <summary>The source and the target of CIFAR-10.</summary>
public class CifarArchiveTests : FolderFixture
{
    [Test]
    public void The_archive_is_that_of_the_home_page()
    {
        DataArchive archive = DataArchive.Cifar10;

        Assert.That(archive.Name, Is.EqualTo("cifar-10-binary.tar.gz"));
        Assert.That((archive.Size, archive.Sha256), Is.EqualTo((170_052_171L, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")));
        Assert.That(archive.Files.Select(f => f.Name), Is.EqualTo(Cifar10.Files));
        Assert.That(archive.Files.Where(f => f.Name.EndsWith(".bin", StringComparison.Ordinal)).Select(f => (f.Least, f.Most)), Is.All.EqualTo((30_730_000L, 30_730_000L)));
        Assert.That(archive.ByHand, Does.Contain("REPDYNAMICS_DATA").And.Contain("--from FILE").And.Contain("data_batch_5.bin").And.Not.Contain("\n"));
    }

    [TestCase(null, null, "/home/me/.cache/repdynamics/cifar-10-batches-bin")]
    [TestCase(null, "/cache", "/cache/repdynamics/cifar-10-batches-bin")]
    [TestCase("/data", "/cache", "/data/cifar-10-batches-bin")]
    [TestCase("/data/cifar-10-batches-bin", null, "/data/cifar-10-batches-bin")]
    [TestCase("/data/cifar-10-batches-bin/", null, "/data/cifar-10-batches-bin/")]
    public void The_target_is_where_it_is_read(string? data, string? cache, string expected)
    {
        string target = DataFetch.CifarTarget(Variable, "/home/me");

        Assert.That(target, Is.EqualTo(expected));

        string? Variable(string name) => name switch { "REPDYNAMICS_DATA" => data, "XDG_CACHE_HOME" => cache, _ => null };
    }

    [TestCase("")]
    [TestCase("cifar-10-batches-bin")]
    public void The_target_is_found(string below)
    {
        string target = DataFetch.CifarTarget(_ => In(below), "/home/me");
        Directory.CreateDirectory(target);

        Assert.That(Cifar10.FindFolder(_ => In(below), "/home/me"), Is.EqualTo(target));
    }
}
