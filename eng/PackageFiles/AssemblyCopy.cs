using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace RepDynamics.PackageFiles;

/// <summary>
/// The subcommand <c>assembly</c>: copies an assembly and marks its methods as
/// <see cref="MethodImplAttributes.NoOptimization"/> and <see cref="MethodImplAttributes.NoInlining"/>.
/// <para>
/// TorchSharp 0.107 reads the native handles of its objects and passes them to libtorch without a <see cref="GC.KeepAlive"/>. In optimized
/// code an argument that is not used again is garbage while the native call still runs: a collection at that moment finalizes it, and the
/// call reads freed memory. Code that is not optimized keeps arguments and local variables alive to the end of the method.
/// </para>
/// <para>Sources: ECMA-335, partition II, sections 22.26 (the table MethodDef) and 23.1.11 (its flags).</para>
/// </summary>
internal static class AssemblyCopy
{
    internal const MethodImplAttributes Marks = MethodImplAttributes.NoOptimization | MethodImplAttributes.NoInlining;

    // A row of MethodDef begins with the address of the code (uint32; 0: there is none) and the flags (uint16).
    private const int FlagsOffset = 4;

    /// <summary>Copies an assembly to a new file and returns a line that says what was done.</summary>
    /// <param name="source">The assembly as published. It is not written to.</param>
    /// <param name="destination">The new file, which replaces an old one in one step.</param>
    /// <exception cref="PackageFileException">The file is no assembly, or is damaged.</exception>
    public static string Run(string source, string destination)
    {
        byte[] content = File.ReadAllBytes(source);
        int marked = Mark(source, content);
        AtomicWrite.Write(destination, content, source);
        return $"{destination}: copied, {marked} methods are now compiled without optimization";
    }

    /// <summary>Marks all methods that have code, in memory, and returns how many were not marked before.</summary>
    /// <param name="source">Names the file in error messages.</param>
    /// <param name="content">The assembly.</param>
    internal static int Mark(string source, byte[] content)
    {
        try
        {
            return Mark(content, Methods(source, content));
        }
        catch (Exception e) when (e is BadImageFormatException or OverflowException or IOException)
        {
            throw PackageFileException.Damaged(source, e.Message.TrimEnd('.'));
        }
    }

    private static int Mark(byte[] content, (int Offset, int RowSize, int Count) methods)
    {
        int marked = 0;
        for (int i = 0; i < methods.Count; i++)
        {
            Span<byte> row = content.AsSpan(methods.Offset + i * methods.RowSize, methods.RowSize), flags = row[FlagsOffset..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(row) == 0) continue;
            var before = (MethodImplAttributes)BinaryPrimitives.ReadUInt16LittleEndian(flags);
            if ((before & Marks) == Marks) continue;
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(before | Marks));
            marked++;
        }
        return marked;
    }

    /// <summary>Where the table MethodDef is in the file.</summary>
    private static (int Offset, int RowSize, int Count) Methods(string source, byte[] content)
    {
        using PEReader file = new(ImmutableCollectionsMarshal.AsImmutableArray(content));
        if (!file.HasMetadata) throw PackageFileException.Damaged(source, "not a .NET assembly");
        MetadataReader metadata = file.GetMetadataReader();
        return (
            file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.MethodDef),
            metadata.GetTableRowSize(TableIndex.MethodDef),
            metadata.GetTableRowCount(TableIndex.MethodDef));
    }
}
