namespace RepDynamics.Downloads;

/// <summary>A file that is unpacked from an archive: its plain name, without a folder, and the fewest and most bytes it may have.</summary>
internal sealed record ArchivedFile(string Name, long Least, long Most);

/// <summary>A data set as its authors publish it: one gzipped tar archive on the web.</summary>
/// <param name="Sha256">Of the archive, 64 lower-case hexadecimal digits.</param>
/// <param name="Folder">The folder in the archive that holds the files.</param>
/// <param name="Files">The files to unpack; all other entries are ignored.</param>
/// <param name="ByHand">The remedy where the archive cannot be downloaded, in one sentence.</param>
internal sealed record DataArchive(string DataSet, Uri Address, string Sha256, long Size, string Folder, ImmutableArray<ArchivedFile> Files, string ByHand)
{
    public string Name => Address.Segments[^1];

    /// <summary>
    /// CIFAR-10, binary version. The address is that of the home page, https://www.cs.toronto.edu/~kriz/cifar.html. Size and SHA-256 are
    /// those of red-datasets (lib/datasets/cifar.rb) and others; the home page itself gives only an MD5.
    /// </summary>
    public static DataArchive Cifar10 { get; } = new(
        "CIFAR-10",
        new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        Size: 170_052_171,
        Data.Cifar10.FolderName,
        // The list of names has about 60 bytes; Cifar10 checks its content.
        [.. Data.Cifar10.Files.Select(name => name == Data.Cifar10.MetaFile
            ? new ArchivedFile(name, 1, 4096)
            : new ArchivedFile(name, Data.Cifar10.FileSize, Data.Cifar10.FileSize))],
        "By hand: get cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html on any machine and run repdynamics fetch cifar10 "
            + $"--from FILE, or unpack it and set {Data.Cifar10.FolderVariable} to its folder {Data.Cifar10.FolderName} ({string.Join(", ", Data.Cifar10.Files)}).");
}
