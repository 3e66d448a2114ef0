using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;

namespace RepDynamics.PackageFiles;

/// <summary>
/// The subcommand <c>assembly</c>: copies TorchSharp's assembly with two changes, neither of which moves a byte.
/// <para>
/// All methods with code are marked as <see cref="MethodImplAttributes.NoOptimization"/> and <see cref="MethodImplAttributes.NoInlining"/>.
/// TorchSharp 0.107 reads the native handles of its objects and passes them to libtorch without a <see cref="GC.KeepAlive"/>. In optimized
/// code an argument that is not used again is garbage while the native call still runs: a collection at that moment finalizes it, and the
/// call reads freed memory. Code that is not optimized keeps arguments and local variables alive to the end of the method.
/// </para>
/// <para>
/// The name <c>torch_cpu</c>, which TorchSharp loads first, becomes one that no file has. That load looks beside the program before it looks
/// at what is loaded, so that it would add a second libtorch to one that was loaded from elsewhere, which aborts the process. The next load,
/// of LibTorchSharp, brings the libtorch beside it along where none is loaded.
/// </para>
/// <para>
/// Sources: ECMA-335, partition II, sections 22.26 (the table MethodDef), 23.1.11 (its flags) and 24.2.4 (the heap of user strings).
/// </para>
/// </summary>
internal static class AssemblyCopy
{
    internal const MethodImplAttributes Marks = MethodImplAttributes.NoOptimization | MethodImplAttributes.NoInlining;
    internal const string LoadedFirst = "torch_cpu";
    internal const string NotLoaded = "(no file)";

    // A row of MethodDef begins with the address of the code (uint32; 0: there is none) and the flags (uint16).
    private const int FlagsOffset = 4;

    /// <summary>Copies an assembly to a new file and returns a line that says what was done.</summary>
    /// <param name="source">The assembly as published. It is not written to.</param>
    /// <param name="destination">The new file, which replaces an old one in one step.</param>
    /// <exception cref="PackageFileException">The file is no assembly, or is damaged.</exception>
    public static string Run(string source, string destination)
    {
        byte[] content = File.ReadAllBytes(source);
        (int methods, int names) = Prepare(source, content);
        AtomicWrite.Write(destination, content, source);
        return $"{destination}: copied, {methods} methods are now compiled without optimization, {names} loads of {LoadedFirst} are left to the system";
    }

    /// <summary>Changes an assembly in memory, and returns how many methods were marked and how many names were replaced.</summary>
    /// <param name="source">Names the file in error messages.</param>
    /// <param name="content">The assembly.</param>
    internal static (int Methods, int Names) Prepare(string source, byte[] content)
    {
        try
        {
            Places places = Find(source, content);
            return (Mark(content, places), Replace(content, places));
        }
        catch (Exception e) when (e is BadImageFormatException or OverflowException or IOException)
        {
            throw PackageFileException.Damaged(source, e.Message.TrimEnd('.'));
        }
    }

    private static int Mark(byte[] content, Places places)
    {
        int marked = 0;
        for (int i = 0; i < places.MethodCount; i++)
        {
            Span<byte> row = content.AsSpan(places.FirstMethod + i * places.MethodSize, places.MethodSize), flags = row[FlagsOffset..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(row) == 0) continue;
            var before = (MethodImplAttributes)BinaryPrimitives.ReadUInt16LittleEndian(flags);
            if ((before & Marks) == Marks) continue;
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(before | Marks));
            marked++;
        }
        return marked;
    }

    private static int Replace(byte[] content, Places places)
    {
        foreach (int name in places.Names) Encoding.Unicode.GetBytes(NotLoaded).CopyTo(content.AsSpan(name));
        return places.Names.Count;
    }

    private static Places Find(string source, byte[] content)
    {
        using PEReader file = new(ImmutableCollectionsMarshal.AsImmutableArray(content));
        if (!file.HasMetadata) throw PackageFileException.Damaged(source, "not a .NET assembly");
        MetadataReader metadata = file.GetMetadataReader();
        int start = file.PEHeaders.MetadataStartOffset, strings = start + metadata.GetHeapMetadataOffset(HeapIndex.UserString);

        List<int> names = [];
        if (metadata.GetHeapSize(HeapIndex.UserString) > 0)
        {
            for (UserStringHandle text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = metadata.GetNextHandle(text))
            {
                // The text follows its length, which takes one byte where it is below 128.
                if (metadata.GetUserString(text) == LoadedFirst) names.Add(strings + metadata.GetHeapOffset(text) + 1);
            }
        }
        return new(
            start + metadata.GetTableMetadataOffset(TableIndex.MethodDef), metadata.GetTableRowSize(TableIndex.MethodDef),
            metadata.GetTableRowCount(TableIndex.MethodDef), names);
    }

    /// <summary>Where in the file the table MethodDef and the names are.</summary>
    private sealed record Places(int FirstMethod, int MethodSize, int MethodCount, IReadOnlyList<int> Names);
}
