using System.Collections.Immutable;
using RepDynamics.Data;

namespace RepDynamics.Downloads;

/// <summary>One file that is wanted of an archive.</summary>
/// <param name="Name">Its plain name, without a folder.</param>
/// <param name="Least">The fewest bytes it may have.</param>
/// <param name="Most">The most bytes it may have.</param>
public sealed record ArchivedFile(string Name, long Least, long Most);

/// <summary>A data set as its authors publish it: one gzipped tar archive on the web.</summary>
public sealed record DataArchive
{
    /// <summary>The data set's name, for people.</summary>
    public required string DataSet { get; init; }

    /// <summary>Where the authors keep it.</summary>
    public required Uri Address { get; init; }

    /// <summary>The page that tells about it, for people.</summary>
    public required Uri HomePage { get; init; }

    /// <summary>The MD5 that the authors publish, 32 lower-case hexadecimal digits.</summary>
    public required string Md5 { get; init; }

    /// <summary>Bytes of the archive.</summary>
    public required long Size { get; init; }

    /// <summary>The folder in the archive whose files are wanted.</summary>
    public required string Folder { get; init; }

    /// <summary>The files wanted; all others in the archive are left there.</summary>
    public required ImmutableArray<ArchivedFile> Files { get; init; }

    /// <summary>What to do where the archive cannot be downloaded, in one sentence.</summary>
    public required string ByHand { get; init; }

    /// <summary>The archive's own file name.</summary>
    public string Name => Address.Segments[^1];

    /// <summary>
    /// CIFAR-10, binary version. Address and MD5 are those of the home page, https://www.cs.toronto.edu/~kriz/cifar.html, which gives the
    /// size as 162 MB; the exact number of bytes is that of several projects that downloaded it.
    /// </summary>
    public static DataArchive Cifar10 { get; } = new()
    {
        DataSet = "CIFAR-10",
        Address = new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
        HomePage = new Uri("https://www.cs.toronto.edu/~kriz/cifar.html"),
        Md5 = "c32a1d4ab5d03f1284b67883e8d87530",
        Size = 170_052_171,
        Folder = Data.Cifar10.FolderName,
        // The list of names is some 60 bytes; what it must say is for the reader to check.
        Files = [.. CifarFiles.Names.Select(name => new ArchivedFile(name, CifarFiles.Size(name) ?? 1, CifarFiles.Size(name) ?? 4096))],
        ByHand = "By hand: get cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html on any machine and run repdynamics fetch cifar10 "
            + $"--from FILE, or unpack it and set {Data.Cifar10.FolderVariable} to its folder {Data.Cifar10.FolderName} ({string.Join(", ", CifarFiles.Names)}).",
    };
}
