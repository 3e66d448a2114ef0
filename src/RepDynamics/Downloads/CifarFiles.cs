using System.Collections.Immutable;
using RepDynamics.Data;

namespace RepDynamics.Downloads;

/// <summary>The files of CIFAR-10's binary layout that are read.</summary>
internal static class CifarFiles
{
    /// <summary>A label and 3,072 bytes of pixels for each of 10,000 images.</summary>
    internal const long BatchSize = (long)Cifar10.StandardRecordsPerFile * Cifar10.RecordSize;

    /// <summary>The list of class names first: a folder without it is no CIFAR-10.</summary>
    internal static ImmutableArray<string> Names { get; } =
        [Cifar10.MetaFile, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];

    /// <summary>How many bytes a file must have; null where any number may do.</summary>
    internal static long? Size(string name) => name == Cifar10.MetaFile ? null : BatchSize;
}
