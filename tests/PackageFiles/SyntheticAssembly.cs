using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>Builds assemblies that hold nothing but manifest resources, or methods.</summary>
internal static class SyntheticAssembly
{
    /// <summary>An assembly with Avalonia resources.</summary>
    public static byte[] WithFiles(params (string Path, byte[] Content)[] files) =>
        WithResource("!AvaloniaResources", Resource(files));

    /// <summary>An assembly with two resources, the second of which has the given name and content.</summary>
    public static byte[] WithResource(string name, byte[] content)
    {
        MetadataBuilder metadata = Empty();

        BlobBuilder resources = new();
        Add("first", [1, 2, 3]);
        Add(name, content);
        BlobBuilder code = new(), image = new();
        new ManagedPEBuilder(new PEHeaderBuilder(), new MetadataRootBuilder(metadata), code, managedResources: resources)
            .Serialize(image);
        return image.ToArray();

        void Add(string resource, byte[] bytes)
        {
            resources.Align(8);
            metadata.AddManifestResource(
                ManifestResourceAttributes.Public, metadata.GetOrAddString(resource), default, (uint)resources.Count);
            resources.WriteInt32(bytes.Length);
            resources.WriteBytes(bytes);
        }
    }

    /// <summary>An assembly with static methods that return at once, and with others that have no code.</summary>
    public static byte[] WithMethods(int code, int without)
    {
        MetadataBuilder metadata = Empty();
        BlobBuilder signature = new(), stream = new(), image = new();
        new BlobEncoder(signature).MethodSignature().Parameters(0, result => result.Void(), _ => { });
        MethodBodyStreamEncoder bodies = new(stream);
        InstructionEncoder instructions = new(new BlobBuilder());
        instructions.OpCode(ILOpCode.Ret);
        for (int i = 0; i < code + without; i++)
        {
            metadata.AddMethodDefinition(
                MethodAttributes.Static, MethodImplAttributes.IL, metadata.GetOrAddString($"Method{i}"), metadata.GetOrAddBlob(signature),
                i < code ? bodies.AddMethodBody(instructions) : -1, default);
        }

        new ManagedPEBuilder(new PEHeaderBuilder(), new MetadataRootBuilder(metadata), stream).Serialize(image);
        return image.ToArray();
    }

    private static MetadataBuilder Empty()
    {
        MetadataBuilder metadata = new();
        metadata.AddModule(0, metadata.GetOrAddString("made-up.dll"), metadata.GetOrAddGuid(Guid.Empty), default, default);
        metadata.AddAssembly(
            metadata.GetOrAddString("made-up"), new Version(1, 0), default, default, default, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default,
            MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        return metadata;
    }

    /// <summary>The content of <c>!AvaloniaResources</c>.</summary>
    public static byte[] Resource((string Path, byte[] Content)[] files, int version = 2)
    {
        MemoryStream index = new();
        using BinaryWriter writer = new(index, Encoding.UTF8);
        writer.Write(version);
        writer.Write(files.Length);
        int offset = 0;
        foreach ((string path, byte[] content) in files)
        {
            writer.Write(path);
            writer.Write(offset);
            writer.Write(content.Length);
            offset += content.Length;
        }

        return [.. BitConverter.GetBytes((int)index.Length), .. index.ToArray(), .. files.SelectMany(f => f.Content)];
    }
}
