using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;

namespace RepDynamics.PackageFiles;

/// <summary>
/// The files in an assembly's manifest resource <c>!AvaloniaResources</c>, read without loading the assembly.
/// <para>
/// The resource is: the length of the index (int32); the index: format version 2 (int32), count (int32), for each file its path
/// (length-prefixed UTF-8), offset and size (int32 each); then the files, at offsets counted from the end of the index. Sources:
/// Utilities/AvaloniaResourcesIndex.cs and Platform/Internal/AssemblyDescriptor.cs in Avalonia's src/Avalonia.Base;
/// ECMA-335, partition II, section 22.24 (ManifestResource).
/// </para>
/// </summary>
internal sealed class AvaloniaResources
{
    internal const string ResourceName = "!AvaloniaResources";

    private const int FormatVersion = 2;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> files;

    private AvaloniaResources(Dictionary<string, ReadOnlyMemory<byte>> files) => this.files = files;

    /// <summary>The files by their paths, for example <c>/Assets/Inter-Bold.ttf</c>.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => files;

    /// <summary>Reads the resource of an assembly.</summary>
    /// <param name="path">Names the assembly in error messages.</param>
    /// <param name="assembly">The content of the assembly file.</param>
    /// <exception cref="PackageFileException">The file is no assembly, is damaged, or has no such resource.</exception>
    public static AvaloniaResources Read(string path, byte[] assembly)
    {
        try
        {
            return new AvaloniaResources(ReadIndex(path, FindResource(path, assembly)));
        }
        // What MetadataReader (the first two) and BinaryReader throw on malformed input.
        catch (Exception e) when (e is BadImageFormatException or OverflowException
            or IOException or FormatException or DecoderFallbackException)
        {
            throw PackageFileException.Damaged(path, e.Message.TrimEnd('.'));
        }
    }

    private static byte[] FindResource(string path, byte[] assembly)
    {
        using PEReader file = new(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
        if (!file.HasMetadata || file.PEHeaders.CorHeader is not { } header)
            throw PackageFileException.Damaged(path, "not a .NET assembly");

        MetadataReader metadata = file.GetMetadataReader();
        foreach (ManifestResource resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            if (!resource.Implementation.IsNil || metadata.GetString(resource.Name) != ResourceName) continue;
            int address = header.ResourcesDirectory.RelativeVirtualAddress;
            if (address < 0) throw PackageFileException.Damaged(path, "the address of the resources is negative");
            PEMemoryBlock section = file.GetSectionData(address);
            if (resource.Offset > section.Length - sizeof(int))
                throw PackageFileException.Damaged(path, $"{ResourceName} lies beyond the end of its section");

            BlobReader reader = section.GetReader((int)resource.Offset, section.Length - (int)resource.Offset);
            int length = reader.ReadInt32();
            return length >= 0 && length <= reader.RemainingBytes
                ? reader.ReadBytes(length)
                : throw PackageFileException.Damaged(path, $"{ResourceName} reaches beyond the end of its section");
        }

        throw new PackageFileException(path, $"has no resource {ResourceName}", "name an assembly with Avalonia resources");
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadIndex(string path, byte[] resource)
    {
        int length = resource.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(resource);
        if (length < 0 || length > resource.Length - sizeof(int))
            throw PackageFileException.Damaged(path, $"the index of {ResourceName} reaches beyond its end");

        UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using BinaryReader index = new(new MemoryStream(resource, sizeof(int), length, writable: false), strict);
        int version = index.ReadInt32();
        if (version != FormatVersion)
        {
            throw new PackageFileException(path, $"{ResourceName} has format {version}",
                $"use a version of the package with format {FormatVersion}, for example Avalonia.Fonts.Inter 12.1.6");
        }

        ReadOnlyMemory<byte> data = resource.AsMemory(sizeof(int) + length);
        Dictionary<string, ReadOnlyMemory<byte>> files = [];
        int count = index.ReadInt32();
        if (count < 0) throw PackageFileException.Damaged(path, $"the index of {ResourceName} has {count} entries");
        for (int i = 0; i < count; i++)
        {
            string name = index.ReadString();
            int offset = index.ReadInt32();
            int size = index.ReadInt32();
            if (offset < 0 || size < 0 || (long)offset + size > data.Length)
                throw PackageFileException.Damaged(path, $"{name} reaches beyond the end of {ResourceName}");
            files[name] = data.Slice(offset, size);
        }

        return files;
    }
}
