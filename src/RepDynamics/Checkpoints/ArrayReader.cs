using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using RepDynamics.IO;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>Reads parts of one array of one file, in any order, from any thread.</summary>
/// <remarks>A compressed array is first unpacked into a scratch file, which is deleted when the reader is disposed.</remarks>
/// <param name="file">The file, or the scratch file; this object disposes it.</param>
internal sealed class ArrayReader(string name, StoredArray array, FileStream file) : IFeatures, IDisposable
{
    private const int BufferBytes = 1 << 20;
    private const string Damaged = "The file is damaged: write it again.";

    public string Name => name;

    public int Images { get; } = checked((int)array.Shape[0]);

    public int Width { get; } = checked((int)(array.Elements / array.Shape[0]));

    public double Rounding => array.Type == ElementType.F64 ? 1e-15 : 1e-6;

    /// <summary>Opens an array and, in an npz file, compares it with its checksum.</summary>
    /// <param name="scratch">A folder to unpack a compressed array into.</param>
    /// <exception cref="CheckpointException">The array is damaged or cannot be read, or the scratch folder has no room.</exception>
    public static ArrayReader Open(CheckpointFile checkpoint, StoredArray array, string scratch, CancellationToken cancellation)
    {
        string name = $"{checkpoint.Name}, layer {array.Name}";
        FileStream? file = null;
        try
        {
            // Without a buffer: parts are read by their positions.
            file = new FileStream(checkpoint.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
            if (array.Entry is not null)
            {
                using ZipArchive zip = CheckpointFile.OpenZip(file);
                ZipArchiveEntry? entry = zip.GetEntry(array.Entry);
                if (entry?.Length != array.Skip + array.Bytes) throw new InvalidDataException("the file has changed since it was opened");
                if (array.Compressed)
                {
                    FileStream packed = file;
                    using (packed) file = Unpacked(entry, name, scratch, cancellation);
                }
                else
                {
                    file.Position = array.Start;
                    CheckSum(file, entry, name, null, cancellation);
                }
            }
            return new(name, array, file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is InvalidDataException) throw new CheckpointException($"{name}: {e.Message.TrimEnd('.')}.", Damaged, e);
            if (e is IOException and not CheckpointException or UnauthorizedAccessException) throw CheckpointException.Unreadable(name, e);
            throw;
        }
    }

    public void Read(int firstImage, int firstFeature, int features, Span<double> destination)
    {
        int images = destination.Length / features;
        if (array.ColumnMajor)
        {
            // The features come in another order, which does not change CKA.
            double[] column = new double[images];
            for (int j = 0; j < features; j++)
            {
                ReadElements((long)(firstFeature + j) * Images + firstImage, column.AsSpan(), Numbers.ToFeatures);
                for (int i = 0; i < images; i++) destination[i * features + j] = column[i];
            }
        }
        else if (features == Width)
        {
            ReadElements((long)firstImage * Width, destination, Numbers.ToFeatures);
        }
        else
        {
            for (int i = 0; i < images; i++)
                ReadElements((long)(firstImage + i) * Width + firstFeature, destination.Slice(i * features, features), Numbers.ToFeatures);
        }
    }

    /// <summary>All elements of an array of integers, the last dimension varying fastest however they are stored.</summary>
    /// <exception cref="CheckpointException">A label is beyond 63 bits.</exception>
    public long[] ReadLabels()
    {
        long[] labels = new long[array.Elements];
        try
        {
            ReadElements(0, labels.AsSpan(), Numbers.ToLabels);
        }
        catch (OverflowException e)
        {
            throw new CheckpointException($"{name}: a label is beyond 63 bits.", "Number the classes from 0 on, or leave the layer out (--without).", e);
        }
        return array.ColumnMajor && array.Shape.Length > 1 ? RowMajor(labels) : labels;
    }

    private long[] RowMajor(long[] stored)
    {
        long[] labels = new long[stored.Length];
        long[] at = new long[array.Shape.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            long place = 0;
            for (int d = at.Length - 1; d >= 0; d--) place = place * array.Shape[d] + at[d];
            labels[i] = stored[place];
            for (int d = at.Length - 1; d >= 0 && ++at[d] == array.Shape[d]; d--) at[d] = 0;
        }
        return labels;
    }

    public void Dispose() => file.Dispose();

    private void ReadElements<T>(long first, Span<T> values, Action<ElementType, ReadOnlySpan<byte>, Span<T>> convert)
    {
        int size = array.Type.Size(), atATime = BufferBytes / size;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferBytes, (long)values.Length * size));
        while (values.Length > 0)
        {
            Span<T> part = values[..Math.Min(atATime, values.Length)];
            Span<byte> bytes = buffer.AsSpan(0, part.Length * size);
            ReadBytes(first * size, bytes);
            convert(array.Type, bytes, part);
            values = values[part.Length..];
            first += part.Length;
        }
        // Not in a finally: after a failure the array is left to the garbage collector.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void ReadBytes(long offset, Span<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                int read = RandomAccess.Read(file.SafeFileHandle, bytes, array.Start + array.Skip + offset);
                if (read == 0) throw new EndOfStreamException("it ends within the array.");
                bytes = bytes[read..];
                offset += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CheckpointException.Unreadable(name, e);
        }
    }

    private static FileStream Unpacked(ZipArchiveEntry entry, string name, string scratch, CancellationToken cancellation)
    {
        FileStream unpacked;
        try
        {
            unpacked = new FileStream(
                Path.Combine(scratch, $"repdynamics-{Path.GetRandomFileName()}.scratch"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete,
                bufferSize: 1, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
            // Where the system allows it, at once: a process that is killed leaves nothing. Windows deletes it then by itself.
            if (!OperatingSystem.IsWindows()) File.Delete(unpacked.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoScratch(e);
        }
        try
        {
            using Stream content = entry.Open();
            CheckSum(content, entry, name, bytes =>
            {
                try
                {
                    unpacked.Write(bytes);
                }
                catch (IOException e)
                {
                    throw NoScratch(e);
                }
            }, cancellation);
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }

        CheckpointException NoScratch(Exception e) => new(
            $"{name}: it is compressed, and cannot be unpacked to {scratch}: {e.Message}",
            "Write it with numpy.savez, which does not compress, or make sure that the folder can be written and has room for one layer at all epochs.", e);
    }

    // Reads at most one byte more than the entry declares.
    private static void CheckSum(Stream content, ZipArchiveEntry entry, string name, Action<ReadOnlySpan<byte>>? take, CancellationToken cancellation)
    {
        Crc32 sum = new();
        byte[] part = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long done = 0, expected = entry.Length + (take is null ? 0 : 1);
        while (done < expected && content.Read(part, 0, (int)Math.Min(part.Length, expected - done)) is int read and > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            sum.Append(part.AsSpan(0, read));
            take?.Invoke(part.AsSpan(0, read));
            done += read;
        }
        ArrayPool<byte>.Shared.Return(part);
        if (done != entry.Length)
            throw new CheckpointException($"{name}: expected {entry.Length} bytes, found {(done > entry.Length ? "more" : done)}.", Damaged);
        if (sum.GetCurrentHashAsUInt32() != entry.Crc32)
            throw new CheckpointException($"{name}: its bytes do not have the checksum that the file gives.", Damaged);
    }
}
