using System.Collections.Immutable;

namespace RepDynamics.Downloads;

/// <summary>A file that is unpacked from an archive: its plain name, without a folder, and the fewest and most bytes it may have.</summary>
internal sealed record ArchivedFile(string Name, long Least, long Most);

/// <summary>A data set as its authors publish it: one gzipped tar archive on the web.</summary>
internal sealed record DataArchive
{
    public required string DataSet { get; init; }

    public required Uri Address { get; init; }

    /// <summary>The SHA-256 of the archive, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required long Size { get; init; }

    /// <summary>The folder in the archive that holds the files.</summary>
    public required string Folder { get; init; }

    /// <summary>The files to unpack; all other entries are ignored.</summary>
    public required ImmutableArray<ArchivedFile> Files { get; init; }

    /// <summary>The remedy where the archive cannot be downloaded, in one sentence.</summary>
    public required string ByHand { get; init; }

    public string Name => Address.Segments[^1];

    /// <summary>
    /// CIFAR-10, binary version. The address is that of the home page, https://www.cs.toronto.edu/~kriz/cifar.html. Size and SHA-256 are
    /// those of red-datasets (lib/datasets/cifar.rb) and others; the home page itself gives only an MD5.
    /// </summary>
    public static DataArchive Cifar10 { get; } = new()
    {
        DataSet = "CIFAR-10",
        Address = new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
        Sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        Size = 170_052_171,
        Folder = Data.Cifar10.FolderName,
        // The list of names has about 60 bytes; Cifar10 checks its content.
        Files = [.. Data.Cifar10.Files.Select(name => name == Data.Cifar10.MetaFile
            ? new ArchivedFile(name, 1, 4096)
            : new ArchivedFile(name, Data.Cifar10.FileSize, Data.Cifar10.FileSize))],
        ByHand = "By hand: get cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html on any machine and run repdynamics fetch cifar10 "
            + $"--from FILE, or unpack it and set {Data.Cifar10.FolderVariable} to its folder {Data.Cifar10.FolderName} ({string.Join(", ", Data.Cifar10.Files)}).",
    };
}
