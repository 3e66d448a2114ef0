using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

// A compressed array can only be read from its start on, but similarity needs parts in any order and more than once: it is unpacked into
// a scratch file first, which is deleted when the reader is disposed.

/// <summary>Reads parts of one array of one file.</summary>
internal sealed class ArrayReader : IFeatures, IDisposable
{
    private const int BufferBytes = 1 << 20;
    private const string Damaged = "The file is damaged: write it again.";

    private readonly SafeFileHandle file;
    private readonly StoredArray array;
    private readonly long start;

    private ArrayReader(string name, StoredArray array, SafeFileHandle file, long start)
    {
        (Name, this.array, this.file, this.start) = (name, array, file, start);
        Images = checked((int)array.Shape[0]);
        Width = checked((int)(array.Elements / Images));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Images { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <summary>Opens an array, and compares it with its checksum where the format has one.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="array">One of its arrays, not empty.</param>
    /// <param name="scratch">A folder to unpack a compressed array into.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="CheckpointException">The array is damaged or cannot be read, or the scratch folder has no room.</exception>
    public static ArrayReader Open(CheckpointFile checkpoint, StoredArray array, string scratch, CancellationToken cancellation)
    {
        string name = $"{checkpoint.Name}, layer {array.Name}";
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(checkpoint.Path);
            if (array.Span.Deflated)
            {
                SafeFileHandle packed = handle;
                using (packed) handle = Unpacked(packed, array.Span, name, scratch, cancellation);
                return new(name, array, handle, array.Skip);
            }
            if (array.Span.Crc is not null) CheckSum(new FilePart(handle, array.Span.Start, array.Span.Stored), array.Span, name, null, cancellation);
            return new(name, array, handle, array.Span.Start + array.Skip);
        }
        catch (Exception e)
        {
            handle?.Dispose();
            if (e is InvalidDataException) throw new CheckpointException($"{name}: it cannot be inflated: {e.Message}", Damaged, e);
            if (e is IOException and not CheckpointException or UnauthorizedAccessException) throw Unreadable(name, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(int firstImage, int firstFeature, int features, Span<float> destination)
    {
        int images = destination.Length / features;
        if (array.ColumnMajor)
        {
            // All but the first dimension in another order, which is another order of the features: CKA does not know it.
            float[] column = new float[images];
            for (int j = 0; j < features; j++)
            {
                ReadElements((long)(firstFeature + j) * Images + firstImage, column);
                for (int i = 0; i < images; i++) destination[i * features + j] = column[i];
            }
        }
        else if (features == Width)
        {
            ReadElements((long)firstImage * Width, destination);
        }
        else
        {
            for (int i = 0; i < images; i++) ReadElements((long)(firstImage + i) * Width + firstFeature, destination.Slice(i * features, features));
        }
    }

    /// <summary>All elements of an array of integers, the last dimension varying fastest however they are stored.</summary>
    /// <exception cref="CheckpointException">A label leaves 32 bits.</exception>
    public int[] ReadLabels()
    {
        int[] labels = new int[array.Elements];
        byte[] buffer = new byte[BufferBytes];
        int atATime = BufferBytes / array.Type.Size();
        for (int done = 0; done < labels.Length; done += atATime)
        {
            Span<int> part = labels.AsSpan(done, Math.Min(atATime, labels.Length - done));
            Span<byte> bytes = buffer.AsSpan(0, part.Length * array.Type.Size());
            ReadBytes((long)done * array.Type.Size(), bytes);
            try
            {
                NumberTypes.ToLabels(array.Type, bytes, part);
            }
            catch (OverflowException e)
            {
                throw new CheckpointException($"{Name}: a label leaves 32 bits.", "Number the classes from 0 on.", e);
            }
        }
        return array.ColumnMajor && array.Shape.Length > 1 ? RowMajor(labels) : labels;
    }

    private int[] RowMajor(int[] stored)
    {
        int[] labels = new int[stored.Length];
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

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void ReadElements(long first, Span<float> values)
    {
        int size = array.Type.Size();
        if (array.Type == NumberType.F32)
        {
            ReadBytes(first * size, MemoryMarshal.AsBytes(values));
            return;
        }
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        int atATime = BufferBytes / size;
        while (values.Length > 0)
        {
            Span<float> part = values[..Math.Min(atATime, values.Length)];
            Span<byte> bytes = buffer.AsSpan(0, part.Length * size);
            ReadBytes(first * size, bytes);
            NumberTypes.ToSingle(array.Type, bytes, part);
            values = values[part.Length..];
            first += part.Length;
        }
        // Not in a finally: an array that is lost to the pool after a failure costs nothing.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void ReadBytes(long offset, Span<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                int read = RandomAccess.Read(file, bytes, start + offset);
                if (read == 0) throw new EndOfStreamException("it ends within the array.");
                bytes = bytes[read..];
                offset += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Name, e);
        }
    }

    private static SafeFileHandle Unpacked(SafeFileHandle packed, StoredSpan span, string name, string scratch, CancellationToken cancellation)
    {
        string path = Path.Combine(scratch, $"repdynamics-{Path.GetRandomFileName()}.scratch");
        SafeFileHandle unpacked;
        try
        {
            unpacked = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoScratch(e);
        }
        try
        {
            using DeflateStream content = new(new FilePart(packed, span.Start, span.Stored), CompressionMode.Decompress);
            CheckSum(content, span, name, (bytes, at) =>
            {
                try
                {
                    RandomAccess.Write(unpacked, bytes, at);
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
            "Write it with numpy.savez, which does not compress, or see that the folder can be written and has room for one layer at all epochs.", e);
    }

    private static void CheckSum(Stream content, StoredSpan span, string name, Action<ReadOnlySpan<byte>, long>? take, CancellationToken cancellation)
    {
        Crc32 sum = new();
        byte[] part = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long done = 0;
        while (done <= span.Length && content.Read(part) is int read and > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            sum.Add(part.AsSpan(0, read));
            take?.Invoke(part.AsSpan(0, read), done);
            done += read;
        }
        ArrayPool<byte>.Shared.Return(part);
        if (done != span.Length)
            throw new CheckpointException($"{name}: expected {span.Length} bytes, found {(done > span.Length ? "more" : done)}.", Damaged);
        if (sum.Value != span.Crc) throw new CheckpointException($"{name}: its bytes do not have the checksum that the file tells.", Damaged);
    }

    private static CheckpointException Unreadable(string name, Exception cause) =>
        new($"{name}: it cannot be read: {cause.Message}", "See whether the file is still there and whole, and whether its disk is sound.", cause);
}
