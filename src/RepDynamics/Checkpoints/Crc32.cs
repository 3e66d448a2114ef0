using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RepDynamics.Checkpoints;

// .NET's own is in a package of its own. Every array is checked before it is compared, so this must be fast beside reading it: 64 bytes a
// step where the processor multiplies without carries, 8 elsewhere.

/// <summary>The checksum of zip files: CRC-32 with the polynomial 0xEDB88320, reflected (APPNOTE.TXT 4.4.7; RFC 1952, section 8).</summary>
internal sealed class Crc32
{
    private const int Step = 64;

    private static readonly uint[][] Tables = Build();
    private uint state = 0xFFFF_FFFF;

    /// <summary>The checksum of everything added.</summary>
    public uint Value => ~state;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.IsSupported && bytes.Length >= Step)
        {
            int folded = bytes.Length / Step * Step;
            state = Fold(state, bytes[..folded]);
            bytes = bytes[folded..];
        }
        state = Look(state, bytes);
    }

    // Gopal et al. 2009, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction": a remainder is kept by multiplying with
    // powers of x modulo the polynomial. The last 16 bytes, congruent to everything before them, go through the tables.
    // Compiled at once with optimization: the first arrays of a short run would otherwise go through code that is several times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> by64 = Vector128.Create(0x1_5444_2bd4UL, 0x1_c6e4_1596UL), by16 = Vector128.Create(0x1_7519_97d0UL, 0x0_ccaa_009eUL);
        (Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d) =
            (blocks[0] ^ Vector128.CreateScalar((ulong)crc), blocks[1], blocks[2], blocks[3]);
        for (int i = 4; i < blocks.Length; i += 4)
        {
            a = Times(a, by64) ^ blocks[i];
            b = Times(b, by64) ^ blocks[i + 1];
            c = Times(c, by64) ^ blocks[i + 2];
            d = Times(d, by64) ^ blocks[i + 3];
        }
        a = Times(Times(Times(a, by16) ^ b, by16) ^ c, by16) ^ d;
        return Look(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in a)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Times(Vector128<ulong> x, Vector128<ulong> powers) =>
        Pclmulqdq.CarrylessMultiply(x, powers, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, powers, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Look(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = Tables[7][(byte)eight] ^ Tables[6][(byte)(eight >> 8)] ^ Tables[5][(byte)(eight >> 16)] ^ Tables[4][(byte)(eight >> 24)]
                ^ Tables[3][(byte)(eight >> 32)] ^ Tables[2][(byte)(eight >> 40)] ^ Tables[1][(byte)(eight >> 48)] ^ Tables[0][(byte)(eight >> 56)];
            bytes = bytes[8..];
        }
        foreach (byte b in bytes) crc = Tables[0][(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint[][] Build()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1;
            tables[0][i] = crc;
        }
        for (int t = 1; t < 8; t++)
        {
            for (int i = 0; i < 256; i++) tables[t][i] = tables[0][(byte)tables[t - 1][i]] ^ (tables[t - 1][i] >> 8);
        }
        return tables;
    }
}
